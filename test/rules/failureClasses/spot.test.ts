import assert from "node:assert/strict";
import { test } from "node:test";
import { tailsOf } from "../../gitlab/log/readTail.ts";
import { after, before, lastWords, own, printed, section, styles } from "../../gitlab/log/runnerLog.ts";
import { classesOf, failed, runnersLog } from "./classOf.ts";

const pod = 'ERROR: Error cleaning up pod: pods "runner-t3st-project-7" not found';
const system = 'ERROR: Job failed (system failure): pods "runner-t3st-project-7" not found';

for (const [style, written] of Object.entries(styles)) {
  test(`a spot eviction that GitLab calls a failed script is found, in a log with ${style}`, async (t) => {
    const { tail, exitCode } = await tailsOf(t);
    const log = written(
      ...before(),
      ...section("step_script", ...printed("$ npm test", "ok 1")),
      ...own(`\x1b[31;1m${pod}`),
      ...lastWords(": command terminated with exit code 137"),
    );
    const told = { log: (await tail(log, runnersLog)) ?? null, exitCode: (await exitCode(log)) ?? null };
    assert.deepEqual(classesOf(failed({ reason: "script_failure", ...told })), ["infra.spot"]);
  });

  test(`the same words printed by a user's test are the script's, in a log with ${style}`, async (t) => {
    const { tail, exitCode } = await tailsOf(t);
    const words = printed(
      "$ npm test",
      pod,
      system,
      "section_end:1:step_script\r\x1b[0K",
      pod,
      "ERROR: Job failed: exit code 137",
    );
    for (const code of [1, 137, 143]) {
      const log = written(
        ...before(),
        ...section("step_script", ...words),
        ...section("after_script", ...words),
        ...after(`: exit code ${code}`),
      );
      const told = { log: (await tail(log, runnersLog)) ?? null, exitCode: (await exitCode(log)) ?? null };
      assert.equal(told.exitCode, code);
      assert.deepEqual(classesOf(failed({ reason: "script_failure", ...told })), ["user.script"]);
    }
  });
}
