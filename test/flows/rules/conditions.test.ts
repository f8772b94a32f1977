import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { play } from "./jobs.ts";
import { scene } from "./scene.ts";

/** What a rule asks, a job to which it says yes, and one to which it says no. */
const rows: readonly (readonly [when: string, yes: string, no: string, hooksOnly?: true])[] = [
  ["newest: true", "shipped last", "shipped first"],
  ["superseded: true", "shipped first", "shipped last"],
  ["latest: true", "shipped last", "shipped first"],
  ["rank: 1", "package v2", "package v1"],
  ["rank: { over: 1 }", "package v1", "package v2"],
  ["attempt: { over: 1 }", "second run", "first run"],
  ["by: { role: maintainer }", "by alice", "by dora"],
  ['by: { user: "dor?", bot: false }', "by dora", "by alice"],
  ["protected: true", "new", "by dora"],
  ["runnerTags: { any: [gpu] }", "on gpu", "on linux"],
  ["runnerTags: { all: [linux, large], none: gpu }", "on linux", "on gpu"],
  ["fork: true", "from a fork", "from here"],
  ["fork: false", "from here", "from a fork"],
  ["mergeRequest: { target: main }", "from here", "new"],
  ['mergeRequest: { target: "release/*" }', "into a release", "from here"],
  ["environment: production", "to production", "to review"],
  ['environment: "review/*"', "to review", "to production"],
  ["environmentTier: production", "to production", "to review", true],
  ["pipelineSource: schedule", "at night", "new"],
  ["exitCode: 137", "killed", "new"],
  ["failureClass: user.script", "new", "shipped first"],
  ["not: { protected: true }", "by dora", "new"],
];

/** Of the two jobs only, so that no other one costs a look. */
function rule([when, yes, no]: (typeof rows)[number], at: number): string {
  const names = JSON.stringify([yes, no, "package"]);
  const told = `{ notify: { to: journal, text: "{{ job.name }}" } }`;
  return `  - { id: r${at}, projects: ["**"], on: job, when: { status: [failed, success], name: ${names}, ${when} }, do: ${told} }\n`;
}

/** Whether each rule told of its two jobs. */
async function told(t: TestContext, hooks: boolean): Promise<ReadonlyMap<number, readonly [boolean, boolean]>> {
  const stage = await scene(t, rows.map(rule).join(""), { hooks });
  const ids = play(stage);
  await stage.pass(60);
  const tasks = await stage.house.store.tasks(1000);
  const isTold = (at: number, name: string) =>
    tasks.some(
      ({ object, state, wants }) =>
        object === `job:${ids.get(name)}` && state === "done" && wants.some(({ rule }) => rule === `r${at}@1`),
    );
  return new Map(rows.map(([, yes, no], at) => [at, [isTold(at, yes), isTold(at, no)]]));
}

for (const [how, hooks] of [
  ["a hook tells of them", true],
  ["only the patrol finds them", false],
] as const)
  test(`when ${how}, a rule acts on the jobs that it means and on no other`, async (t) => {
    const answers = await told(t, hooks);
    for (const [at, [when, yes, no, hooksOnly]] of rows.entries())
      await t.test(`${when} says yes to the job "${yes}" and no to "${no}"`, () => {
        // No look asks for the tier: what no hook told stays unknown, and unknown is never a yes.
        assert.deepEqual(answers.get(at), [hooks || !hooksOnly, false]);
      });
  });
