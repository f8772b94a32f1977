import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import { actions } from "../../../lib/actions/index.ts";
import { applyRules } from "../../../lib/app/apply.ts";
import { done, failed, minute, monday, passed } from "../../app/report/entries.ts";
import { sampleTask } from "../../contract/samples.ts";
import { apiHouse } from "../apiHouse.ts";

const hostile = "evil\u001b[31m\u202e";
const text = `version: 1
rules:
  - { id: try-it, projects: ["**"], on: job, when: { status: failed }, do: retry }
  - { id: never-heard, projects: ["**"], on: job, when: { status: failed, name: none }, do: retry }
  - { id: some, mode: { enforce: 10% }, projects: ["**"], on: job, when: { status: failed, name: none }, do: retry }
  - { id: acts, mode: enforce, projects: ["**"], on: job, when: { status: failed, name: none }, do: retry }
`;

/** The command beside a journal: ten failures that we mended, one that nobody did, and one that a rule only reported. */
async function house(t: TestContext) {
  const found = await apiHouse(t, [
    sampleTask({ id: "gitlab/7/job:900/retry", object: "job:900", project: { id: 7, path: "shop/api" } }),
  ]);
  const mended = Array.from({ length: 10 }, (_, at) => {
    const [begins, id, job] = [at * 30, at * 10 + 1, { pipelineId: at + 1 }];
    return [
      failed(begins, id, job),
      done(begins + 1, "retry", id),
      passed(begins + 12, id + 1, { ...job, createdAt: monday + (begins + 1) * minute }),
    ];
  });
  const seen = {
    rule: "try-it@1",
    answer: "yes" as const,
    because: "when.status: wanted failed, saw failed",
    job: 'job 900 "x"',
  };
  const reported = done(801, "retry", 900, {
    state: "reported",
    rules: ["try-it@1"],
    reason: "try-it@1 would have acted, but only reports",
  });
  const tasks = [{ id: "gitlab/7/job:900/retry", step: "planned" as const }];
  const lone = failed(800, 900, { name: hostile, pipelineId: 90 }, { verdicts: [seen], tasks });
  for (const journal of [...mended.flat(), lone, reported]) await found.store.commit([{ journal }]);
  await applyRules([{ file: "rules.yaml", text }], "gitlab", { store: found.store, actions });
  return found;
}

const time = ["--since", "2026-01-05", "--until", "2026-01-07"];

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), "penstock-"));
  t.after(() => rmSync(path, { recursive: true }));
  return path;
}

test("report prints for people, as JSON, as CSV and as a picture, and what names hold steers no terminal", async (t) => {
  const { penstock } = await house(t);
  const shown = await penstock("report", ...time, "--by", "job");
  const lines = stripVTControlCharacters(shown.text).split("\n");
  assert.equal(shown.code, 0);
  assert.equal(lines[0], "2026-01-05T00:00:00Z to 2026-01-07T00:00:00Z, all projects");
  assert.ok(lines.includes("failures   11"), shown.text);
  assert.ok(
    lines.includes("retried    by us 10: 10 helped, 0 did not, 0 open; waited 1m (median), 10m in all"),
    shown.text,
  );
  assert.ok(lines.includes("saved      2h 20m of people's waiting, who take 15m, assumed"), shown.text);
  assert.ok(lines.some((line) => /^by job +failures +retried +helped/.test(line)));
  assert.ok(
    lines.some((line) => /^shop\/api {2}build +10 +10 +10 +1m +2h 20m$/.test(line)),
    shown.text,
  );
  assert.ok(
    lines.some((line) => line.startsWith("saved: of each of our retries that helped")),
    "definitions",
  );
  assert.ok(!shown.text.includes("\u202e") && !shown.text.includes("[31m\u202e"));

  const file = join(folder(t), "report.svg");
  const json = await penstock("report", ...time, "--json", "--svg", file, "--assume-minutes", "5");
  const written = json.text.split("\n");
  const { totals, baselines } = JSON.parse(written.find((line) => line.startsWith("{")) ?? "");
  assert.deepEqual([totals.failures, totals.saved.minutes, baselines[0].from], [11, 40, "assumed"]);
  assert.ok(written.includes(`wrote ${file}`));
  assert.match(readFileSync(file, "utf8"), /^<svg [\s\S]*40 min[\s\S]*<\/svg>\n$/);

  const csv = await penstock("report", ...time, "--csv", "--by", "day");
  assert.deepEqual(
    csv.text
      .trim()
      .split(/\r?\n/)
      .map((line) => line.split(",").slice(0, 3).join()),
    ["day,failures,retriedByUs", "2026-01-05,11,10", "2026-01-06,0,0"],
  );
});

test("report of one project knows nothing of the others", async (t) => {
  const { penstock, store } = await house(t);
  await store.commit([{ journal: failed(5, 5_000, {}, { projectId: 8, projectPath: "shop/web" }) }]);
  const { text } = await penstock("report", ...time, "--json", "--project", "shop/web");
  const { projects, totals } = JSON.parse(text);
  assert.deepEqual([projects.length, totals.failures, totals.retries.ours.made], [1, 1, 0]);
});

for (const [args, message] of [
  [["report", "--since", "yesterday"], /^--since takes a time such as/],
  [["report", "--since", "1h", "--until", "2h"], /^--since is not before --until/],
  [["report", "--by", "moon"], /Allowed choices are project, rule, class, job, day/],
  [["report", "--json", "--csv"], /'--json' cannot be used with option '--csv'/],
  [["report", "--assume-minutes", "soon"], /^--assume-minutes takes minutes from 0 to 9999/],
  [["report", "--svg", "/nowhere/at/all.svg"], /cannot be written \(ENOENT\): name a file in a folder that is there/],
  [["rules", "report", "--since", "soon"], /^--since takes a time such as/],
  [["rules", "report", "--rule", "nosuch"], /^no rule is called "nosuch", and the journal knows of none/],
] as const)
  test(`${args.join(" ")} says what is wrong, and exits 1`, async (t) => {
    const { code, text } = await (await apiHouse(t)).penstock(...args);
    assert.equal(code, 1);
    assert.match(text, message);
  });

test("rules report tells what each rule would have done, and lists those that nobody heard of, but none that acts", async (t) => {
  const { penstock } = await house(t);
  const { code, text } = await penstock("rules", "report", ...time);
  const shown = stripVTControlCharacters(text);
  assert.equal(code, 0);
  assert.match(shown, /\ntry-it +report +retry +1 +1 +1 +0 +0 +2026-01-05T22:21:00Z\n/);
  assert.match(shown, /\nnever-heard +report +- +0 +0 +0 +0 +0 +never\n/);
  assert.match(shown, /\nsome +enforce 10% +- +0/);
  assert.doesNotMatch(shown, /\nacts /);
  assert.match(
    shown,
    /e\.g\. +2026-01-05T22:21:00Z {2}job 900 .* in shop\/api {2}when\.status: wanted failed, saw failed\n +https:\/\/gitlab\.example\.com\/shop\/api\/-\/jobs\/900\n/,
  );
  assert.match(shown, /limit +perJob: 2: would have held none\n/);
  assert.match(shown, /in 2d `mode: enforce` would have made 1 call in 1 project\n/);
  assert.match(shown, /in 2d it would have done nothing/);
  assert.ok(!text.includes("\u202e"));
  const json = await penstock("rules", "report", ...time, "--rule", "try-it", "--json");
  const { rules } = JSON.parse(json.text);
  assert.deepEqual(
    rules.map(({ rule, times, first }: { rule: string; times: number; first: string }) => [rule, times, first]),
    [["try-it", 1, "2026-01-05T22:21:00Z"]],
  );
  const acting = await penstock("rules", "report", ...time, "--rule", "acts");
  assert.match(acting.text, /acts acts wherever it says yes, and was not heard to report/);
});
