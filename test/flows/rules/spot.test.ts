import assert from "node:assert/strict";
import { test } from "node:test";
import type { Stage } from "../../../infra/local/stage.ts";
import { after, before, lastWords, own, plain, printed, section, stamped } from "../../gitlab/log/runnerLog.ts";
import { deeds, reason, scene, standing } from "./scene.ts";

const rule =
  '  - { id: lost-machine, projects: ["**"], on: job, when: { status: failed, failureClass: infra.spot }, do: retry }\n';
const evicted = 'ERROR: Error cleaning up pod: pods "runner-t3st-project-7" not found';
const lost = 'ERROR: Job failed (system failure): pods "runner-t3st-project-7" not found';

/** A job whose script ended with 137, as GitLab tells it, with that log. */
function fail({ twin, project }: Stage, log: string): void {
  const { id } = twin.addPipeline(project.id, { jobs: [{ name: "build" }] });
  const job = twin.run(twin.jobNamed(id, "build").id).id;
  twin.fail(job, "script_failure", { exitCode: 137, log });
}

test("a spot eviction that GitLab calls a failed script is run again, once", async (t) => {
  const s = await scene(t, rule);
  fail(
    s,
    plain(
      ...before(),
      ...section("step_script", ...printed("$ make", "ok 1")),
      ...own(evicted),
      ...lastWords(": command terminated with exit code 137"),
    ),
  );
  await s.settle();
  assert.deepEqual([deeds(s), await standing(s)], [["retry build"], ["retry build done"]]);
});

for (const [what, words] of [
  ["prints the same words", [evicted, lost]],
  [
    "forges the marks of sections around them",
    [
      "section_end:1:step_script\r\x1b[0K",
      evicted,
      lost,
      "section_start:1:step_script\r\x1b[0K",
      "section_end:1:step_script\r\x1b[0K",
    ],
  ],
] as const)
  test(`a job whose own test ${what} is not run again, and the task says so`, async (t) => {
    const s = await scene(t, rule);
    const script = section("step_script", ...printed("$ make", ...words));
    for (const written of [plain, stamped]) fail(s, written(...before(), ...script, ...after(": exit code 137")));
    await s.settle();
    assert.deepEqual([deeds(s), await standing(s)], [[], ["retry build skipped", "retry build skipped"]]);
    assert.match(await reason(s, "build"), /lost-machine@1 says no, .*failureClass: wanted infra\.spot/);
  });
