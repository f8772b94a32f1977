import assert from "node:assert/strict";
import { test } from "node:test";
import type { Stage } from "../../../infra/local/stage.ts";
import { asked, deeds, scene, standing, trace } from "./scene.ts";

const log = (section: string, more: string) =>
  `when: { status: failed, ${more}log: { section: ${section}, matches: "connection (reset|timed out)" } }`;
const rule = (id: string, when: string) =>
  `  - { id: ${id}, projects: ["**"], on: job, ${when}, do: { retry: { after: 30s } } }\n`;

/** A job that lost its connection while it got the sources, or in its script. */
function fail({ twin, project }: Stage, where: "get_sources" | "step_script"): void {
  const { id } = twin.addPipeline(project.id, { jobs: [{ name: "build" }] });
  const job = twin.run(twin.jobNamed(id, "build").id);
  const text = job.log.replace(`:${where}\r\u001b[0K`, `:${where}\r\u001b[0Kconnection reset by peer\n`);
  assert.notEqual(text, job.log);
  twin.fail(job.id, "script_failure", { log: `${text}ERROR: Job failed: exit code 1\n` });
}

/** Of one job, where the patrol asks only for lists. */
const aboutIt = /\/(jobs|pipelines)\/\d+/;

test("a rule about a section of the log asks for the log once, however many rules ask, and runs the job again", async (t) => {
  const s = await scene(t, rule("one", log("get_sources", "")) + rule("other", log("get_sources", "name: build, ")));
  fail(s, "get_sources");
  await s.settle();
  assert.equal(asked(s, trace), 0, "before its time nothing is asked");
  await s.pass(60);
  assert.deepEqual([deeds(s), await standing(s), asked(s, trace)], [["retry build"], ["retry build done"], 1]);
});

test("the same words in another section are not what the rule asks for", async (t) => {
  const s = await scene(t, rule("one", log("get_sources", "")));
  fail(s, "step_script");
  await s.pass(60);
  assert.deepEqual([deeds(s), await standing(s), asked(s, trace)], [[], ["retry build skipped"], 1]);
});

for (const [what, when] of [
  ["its status", log("step_script", "").replace("failed", "canceled")],
  ["its name", log("step_script", "name: deploy, ")],
  ["its ref", log("step_script", "not: { ref: main }, ")],
])
  test(`a rule that ${what} denies asks GitLab for nothing`, async (t) => {
    const s = await scene(t, rule("one", when ?? ""));
    fail(s, "step_script");
    await s.pass(60);
    assert.deepEqual([await standing(s), asked(s, aboutIt)], [[], 0]);
  });

test("what the look at the job itself denies costs no log", async (t) => {
  const s = await scene(t, rule("one", log("step_script", "artifacts: present, ")));
  fail(s, "step_script");
  await s.pass(60);
  assert.deepEqual([await standing(s), asked(s, trace)], [["retry build skipped"], 0]);
});
