import assert from "node:assert/strict";
import test from "node:test";
import { openStage } from "../../infra/local/stage.ts";
import type { Fault } from "../../infra/twin/faults/fault.ts";

const rules = `version: 1
defaults: { mode: enforce }
rules:
  - { id: retry-failed, projects: ["**"], on: job, when: { status: failed }, do: retry }
`;

async function opened(t: test.TestContext) {
  const stage = await openStage({ rules: [{ file: "rules.yaml", text: rules }], startsAt: Date.UTC(2026, 0, 5, 9) });
  t.after(() => stage.close());
  return stage;
}

// The bot waits three minutes before it believes that an unanswered request was not carried out.
for (const [fault, calls] of [
  [{ kind: "late", afterSeconds: 40 }, 1],
  [{ kind: "late", afterSeconds: 150 }, 1],
  [{ kind: "late", afterSeconds: 150, reply: "reset" }, 1],
  [{ kind: "late", afterSeconds: 150, reply: 520 }, 1],
  [{ kind: "reset", when: "after" }, 1],
  [{ kind: "error", status: 504, when: "after" }, 1],
  [{ kind: "error", status: 503 }, 2],
  [{ kind: "noId" }, 1],
  [{ kind: "oldId" }, 1],
  [{ kind: "bomb" }, 1],
  [{ kind: "html", page: "signIn" }, 2],
] as const satisfies readonly (readonly [Fault, number])[])
  test(`a bot's retry that meets ${JSON.stringify(fault)} happens once, with ${calls} call${calls > 1 ? "s" : ""}`, async (t) => {
    const { twin, project, settle, pass } = await opened(t);
    twin.faultNext({ method: "POST", ...fault });
    const { id } = twin.addPipeline(project.id, { jobs: [{ name: "build" }] });
    const job = twin.fail(twin.run(twin.jobNamed(id, "build").id).id, "runner_system_failure").id;
    await settle();
    await pass(15 * 60);
    const posts = twin.requests.filter(({ method }) => method === "POST").length;
    assert.deepEqual([twin.effects.map(({ verb, jobId }) => `${verb} ${jobId}`), posts], [[`retry ${job}`], calls]);
  });
