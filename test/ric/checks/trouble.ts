import assert from "node:assert/strict";
import { everyMinute } from "../../functions/awsEvents.ts";
import { functionNames } from "../bundles.ts";
import type { Check } from "../check.ts";
import { answerOf } from "./answers.ts";

const canary = "glpat-canary0000000000";

const wrongSettings: Check = {
  says: "wrong settings end an invocation with one error that names all of them, and no value",
  async run(on) {
    for (const name of functionNames) {
      const env = {
        ...on.settings(),
        PENSTOCK_SOURCES: `{"version":1,"sources":"${canary}"}`,
        PENSTOCK_TABLE_PREFIX: `${canary}/`,
        PENSTOCK_JOURNAL_DAYS: canary,
        PENSTOCK_RECROD: canary,
      };
      const sandbox = await on.start(name, { env });
      const outcome = await sandbox.invoke(name === "work" ? { Records: [] } : everyMinute);
      assert.equal(outcome.kind, "failed", `${name}: ${JSON.stringify(outcome)}`);
      const { errorType, errorMessage } = outcome as { errorType: string; errorMessage: string };
      assert.equal(errorType, "SettingsError", name);
      for (const wrong of ["PENSTOCK_SOURCES", "PENSTOCK_TABLE_PREFIX", "PENSTOCK_JOURNAL_DAYS", "PENSTOCK_RECROD"])
        assert.ok(errorMessage.includes(wrong), `${name} does not name ${wrong}: ${errorMessage}`);
      assert.ok(!`${errorMessage}${sandbox.said()}`.includes(canary), `${name} tells a value`);
    }
  },
};

const thrown: Check = {
  says: "an event that makes a function throw is answered as Lambda wants it, and the same process takes the next",
  async run(on) {
    const work = await on.start("work");
    assert.equal((await work.invoke({})).kind, "failed");
    assert.deepEqual(answerOf(await work.invoke({ Records: [] })), { batchItemFailures: [] });
  },
};

const missing: Check = {
  says: "a handler that a bundle does not export is an error of its beginning",
  async run(on) {
    const sandbox = await on.start("webhook", { handler: "dist/webhook/index.nothing" });
    sandbox.ready.catch(() => {});
    const { errorType } = await sandbox.initError;
    assert.equal(errorType, "Runtime.HandlerNotFound");
  },
};

/** Longer than a server of Node's keeps a connection that nobody uses. */
const frozenMillis = 6_500;

const frozen: Check = {
  says: "a process that was frozen until GitLab and the tables closed its connections does its next work, once",
  async run(on) {
    const [patrol, tick] = [await on.start("patrol"), await on.start("tick")];
    const first = on.failJob();
    await patrol.invoke(everyMinute);
    answerOf(await tick.invoke(everyMinute));
    assert.equal(on.effects(first), 1);
    tick.freeze();
    const second = on.failJob();
    await patrol.invoke(everyMinute);
    await new Promise((resolve) => setTimeout(resolve, frozenMillis));
    tick.thaw();
    answerOf(await tick.invoke(everyMinute));
    assert.equal(on.effects(second), 1);
    assert.equal((await on.store.task(on.retryOf(second)))?.state, "done", tick.said());
  },
};

/** What goes wrong, and what becomes of it. */
export const trouble: readonly Check[] = [wrongSettings, thrown, missing, frozen];
