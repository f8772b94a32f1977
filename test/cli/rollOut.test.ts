import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { headKey } from "../../lib/store/rulebookItem.ts";
import { apiHouse } from "./apiHouse.ts";

const rules = (status = "failed", more = "") => `version: 1
calendars:
  office: { zone: Europe/Berlin, open: "Mon-Fri 09:00-17:00" }
rules:
  - { id: again, owner: ops, projects: ["**"], on: job, when: { status: ${status} }, do: { retry: { after: 30s } }, mode: report }
  - { id: promote, projects: ["**"], on: [pipeline, job], require: { calendar: office }, do: { play: { job: deploy } }, until: 2099-12-31 }
${more}`;
const tidy =
  "  - { id: tidy, projects: ['**'], on: { schedule: { every: 1d } }, do: { deleteArtifacts: { quarantine: 7d } }, mode: enforce }\n";

async function desk(t: TestContext) {
  const home = mkdtempSync(join(tmpdir(), "penstock-"));
  t.after(() => rmSync(home, { recursive: true }));
  const house = await apiHouse(t);
  const file = join(home, "rules.yaml");
  const write = (text: string) => writeFileSync(file, text);
  write(rules());
  return { ...house, home, file, write };
}

test("plan shows what would change and how it ends in CI; apply does it once, and list tells drift", async (t) => {
  const d = await desk(t);
  const first = await d.penstock("rules", "plan", d.file, "--detailed-exitcode");
  assert.equal(first.code, 2);
  assert.match(first.text, /^\+ again\n/m);
  assert.match(first.text, /apply would make version 1: 2 rules$/);
  const applied = await d.here("rules", "apply", d.file, "--reason", "the first");
  assert.deepEqual([applied.code, applied.text], [0, "version 1 is active: 2 rules"]);
  const again = await d.here("rules", "apply", d.file);
  assert.deepEqual([again.code, again.text], [0, "version 1 is active already: 2 rules, nothing changes"]);
  const none = await d.here("rules", "plan", d.file, "--detailed-exitcode");
  assert.deepEqual([none.code, none.text], [0, "nothing would change: version 1 says what the files say"]);

  d.write(rules("[failed, canceled]").replace("mode: report", "mode: { enforce: 10% }"));
  const plan = await d.here("rules", "plan", d.file);
  assert.equal(plan.code, 0);
  assert.deepEqual(plan.text.split("\n"), [
    "~ again",
    "    mode         report -> { enforce: 10% }  BEGINS TO ACT",
    "    when.status  failed -> [failed, canceled]",
    "",
    "apply would make version 2: 2 rules",
  ]);
  const drift = await d.here("rules", "list", "--drift", d.file);
  assert.equal(drift.code, 1);
  assert.match(drift.text, /^~ again\n.*version 1 is not what the files say/s);
  const { follows, makes, diff, needs, problems } = JSON.parse((await d.here("rules", "plan", d.file, "--json")).text);
  assert.deepEqual([follows, makes, diff.rules.changed.length, needs, problems], [1, 2, 1, [], []]);
  d.write(rules("fialed"));
  const wrong = await d.here("rules", "plan", d.file, "--detailed-exitcode");
  assert.equal(wrong.code, 1);
  assert.match(wrong.text, /rules\.yaml:5:\d+: no job status `fialed`.*\napply would be refused/);
});

test("a saved plan is applied as it was shown, and not where the files or the active rules changed since", async (t) => {
  const d = await desk(t);
  const plan = join(d.home, "plan.json");
  assert.equal((await d.here("rules", "plan", d.file, "--out", plan)).code, 0);
  d.write(rules("success"));
  const changed = await d.here("rules", "apply", "--plan", plan);
  assert.equal(changed.code, 1);
  assert.match(changed.text, /rules\.yaml changed since .*plan\.json was made: nothing was applied/);
  d.write(rules());
  const done = await d.here("rules", "apply", "--plan", plan, "--json");
  assert.deepEqual([done.code, JSON.parse(done.text)], [0, { version: 1, rules: 2 }]);
  const moved = await d.here("rules", "apply", "--plan", plan);
  assert.equal(moved.code, 1);
  assert.match(moved.text, /version 1 is active, and the plan was made for version 0/);
  assert.equal((await d.store.rulebook("gitlab"))?.version, 1);
  writeFileSync(plan, "{}");
  assert.match((await d.here("rules", "apply", "--plan", plan)).text, /is no plan/);
});

test("rules that delete wait for somebody else, which the one who proposed them is told, and is not", async (t) => {
  const d = await desk(t);
  await d.here("rules", "apply", d.file);
  d.write(rules("failed", tidy));
  assert.match(
    (await d.here("rules", "plan", d.file)).text,
    /needs a second person: tidy\napply would propose version 2: 3 rules; somebody else must approve it$/,
  );
  const { code, text } = await d.here("rules", "apply", d.file, "--reason", "less waste");
  assert.equal(code, 0);
  assert.match(
    text,
    /^\+ tidy\nproposal 1 waits for a second person: tidy\n.*version 1, which stays active.*by ann\n.*penstock rules approve 1/,
  );
  const own = await d.penstock("rules", "approve", "1");
  assert.equal(own.code, 1);
  assert.match(
    own.text,
    /by ann at .*: less waste\n.*needs a second person: tidy\n\+ tidy\n.*ann may be who proposed it/s,
  );
  assert.match((await d.here("rules", "approve", "7")).text, /proposal 1 \([0-9a-f]{12}\) waits, not 7/);
  assert.match((await d.penstock("rules", "approve")).text, /nobody is here to ask: rules approve 1/);
  const rejected = await d.here("rules", "reject", "1");
  assert.equal(rejected.text.split("\n").at(-1), "proposal 1 is rejected: version 1 stays active");
  const told = (await d.here("journal", "query", "--kind", "rules")).text;
  assert.match(told, /proposal 1 for version 2: 3 rules, waits for a second person/);
  assert.match(told, /approve of proposal 1 refused: nothing is changed/);
  assert.match(told, /proposal 1 rejected: version 1 stays active/);
});

test("rules come back from a deployment as a file that changes nothing, rule by rule and version by version, and are rolled back", async (t) => {
  const d = await desk(t);
  await d.here("rules", "apply", d.file, "--reason", "the first");
  const back = join(d.home, "back.yaml");
  writeFileSync(back, `${(await d.here("rules", "show", "--yaml")).text}\n`);
  assert.match((await d.here("rules", "apply", back)).text, /^version 1 is active already/);
  const one = (await d.here("rules", "show", "again")).text;
  assert.match(one, /^- id: again\n {2}owner: ops\n {2}mode: report\n/);
  assert.match((await d.here("rules", "show", "agian")).text, /version 1 has no rule agian/);
  d.write(rules("success"));
  await d.here("rules", "apply", d.file);
  assert.match((await d.here("rules", "show", "again", "--version", "1", "--json")).text, /"status":\["failed"\]/);
  const done = await d.here("rules", "rollback", "1", "--reason", "worse");
  assert.equal(done.code, 0);
  assert.match(done.text, /^~ again {2}when\.status success -> failed\nversion 3 is active: the 2 rules of version 1$/);
  const versions = (await d.here("rules", "list", "--versions")).text.split("\n");
  assert.match(versions[0] ?? "", /^version {2}at +rules {2}how +by +why +hash$/);
  assert.match(versions[1] ?? "", /^3 .* rollback to 1 +ann +worse +[0-9a-f]{12}$/);
  assert.match(versions[3] ?? "", /^1 .* apply +ann +the first +[0-9a-f]{12}$/);
  const rows = (await d.here("rules", "list")).text.split("\n");
  assert.deepEqual(rows, [
    "id       mode    on             does   limits  waits for  owner  until",
    "again    report  job            retry  2/job              ops",
    "promote  report  pipeline, job  play           office            2099-12-31",
  ]);
  const listed = JSON.parse((await d.here("rules", "list", "--json")).text);
  assert.deepEqual([listed.version, listed.rules[0].limit], [3, { perJob: 2 }]);
  assert.equal(readFileSync(back, "utf8").includes("office"), true);
});

test("an active rulebook that cannot be read is told, and replaced by apply", async (t) => {
  const d = await desk(t);
  await d.here("rules", "apply", d.file);
  d.store.tables.put("rules", { source: "gitlab", version: headKey, newest: "two" });
  const plan = await d.here("rules", "plan", d.file);
  assert.match(plan.text, /^version 1 cannot be read: everything is new\n/);
  assert.equal((await d.here("rules", "list")).code, 1);
  const { code, text } = await d.here("rules", "apply", d.file);
  assert.deepEqual([code, text], [0, "version 1 cannot be read: it is replaced\nversion 2 is active: 2 rules"]);
});
