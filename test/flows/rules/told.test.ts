import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { Stage } from "../../../infra/local/stage.ts";
import { run } from "../process.ts";
import { scene } from "./scene.ts";

const apiToken = "a-token-of-twenty-letters";

const open = (t: TestContext, rules: string) => scene(t, rules, { house: { apiToken } });

/** What the command prints about that Penstock. */
async function penstock(t: TestContext, { house }: Stage, ...args: string[]): Promise<string> {
  const env = { PENSTOCK_API_URL: house.url, PENSTOCK_API_TOKEN: apiToken };
  const command = run(t, ["lib/cli/penstock.ts", ...args], env);
  assert.equal(await command.ended, 0, command.lines.join("\n"));
  return command.lines.join("\n");
}

test("what rules tell people stands in the journal, once per job and rule, with the rule that said it", async (t) => {
  const s = await open(
    t,
    `  - { id: tell, projects: ["**"], on: job, when: { status: failed, name: "deploy:*" }, do: { notify: { to: journal, text: "{{ job.name }} of {{ ref }} failed; {{ by.username }} began it" } } }
  - { id: promote, projects: ["**"], on: pipeline, do: { play: { job: gate } }, notify: { to: journal, text: "{{ ref }} goes to production" } }
`,
  );
  const { twin, project } = s;
  const { id } = twin.addPipeline(project.id, { jobs: [{ name: "deploy:eu" }, { name: "gate", when: "manual" }] });
  const job = twin.run(twin.jobNamed(id, "deploy:eu").id).id;
  twin.fail(job);
  await s.pass(25 * 60);
  assert.equal(twin.effects.length, 1);
  const journal = await penstock(t, s, "journal", "query");
  const tells = journal.split("\n").filter((line) => /^ +tells /.test(line));
  assert.deepEqual(tells.map((line) => line.trim()).toSorted(), [
    "tells   deploy:eu of main failed; alice began it",
    "tells   main goes to production",
  ]);
  const ofRule = await penstock(t, s, "journal", "query", "--rule", "tell", "--kind", "task");
  assert.match(
    ofRule,
    /tell@1\n.*result +done: the journal tells of job \d+ "deploy:eu"\n.*tells +deploy:eu of main failed/,
  );
});

test("a task that waits for a calendar says which, why it is closed, and when it opens", async (t) => {
  const s = await open(
    t,
    `version: 1
defaults: { mode: enforce }
calendars: { office: { zone: Europe/Berlin, closed: [{ from: 2026-01-05, to: 2026-01-06, why: stocktaking }] } }
rules: [{ id: promote, projects: ["**"], on: pipeline, require: { calendar: office }, do: { play: { job: deploy } } }]
`,
  );
  const { id } = s.twin.addPipeline(s.project.id, { jobs: [{ name: "deploy", when: "manual" }] });
  await s.settle();
  const task = `gitlab/${s.project.id}/job:${s.twin.jobNamed(id, "deploy").id}/play`;
  const why =
    "the calendar office is closed: stocktaking until 2026-01-07 00:00 Europe/Berlin; it opens 2026-01-07 00:00 Europe/Berlin";
  const card = await penstock(t, s, "tasks", "show", task);
  for (const row of [`because    ${why}`, "next look  2026-01-06T23:00:00Z", "tried      0 runs, 0 calls"])
    assert.ok(card.split("\n").includes(row), card);
  assert.match(
    await penstock(t, s, "tasks", "list", "--state", "waiting"),
    /the calendar office is closed: stocktaking/,
  );
});

test("a task that was skipped for what could not be known says which condition, and that it is not known", async (t) => {
  const s = await open(
    t,
    '  - { id: r, projects: ["**"], on: job, when: { status: failed, by: { role: maintainer } }, do: retry }\n',
  );
  s.twin.faultNext({ path: /\/members\//, kind: "answer", status: 403, body: "{}", count: "all" });
  const { id } = s.twin.addPipeline(s.project.id, { jobs: [{ name: "build" }] });
  const job = s.twin.fail(s.twin.run(s.twin.jobNamed(id, "build").id).id).id;
  await s.settle();
  const card = await penstock(t, s, "tasks", "show", `gitlab/${s.project.id}/job:${job}/retry`);
  assert.match(card, /^because +r@1 says unknown, when\.by\.role: wanted maintainer, saw unknown$/m);
});
