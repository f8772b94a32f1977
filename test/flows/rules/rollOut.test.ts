import assert from "node:assert/strict";
import { test } from "node:test";
import { make } from "../../../functions/api.ts";
import type { Stage } from "../../../infra/local/stage.ts";
import { actions } from "../../../lib/actions/index.ts";
import type { RulesEntry } from "../../../lib/core/journal.ts";
import { silent } from "../../../lib/edge/log.ts";
import { actsIn } from "../../../lib/rules/mode.ts";
import { apiEvent } from "../../functions/apiDesk.ts";
import { deeds, reason, scene, standing } from "./scene.ts";

const alice = "arn:aws:iam::123456789012:user/alice";
const ci = "arn:aws:sts::123456789012:assumed-role/ci/pipeline-7";

/** The API as AWS calls it, over the same tables as the house's other functions. */
function apiOf({ house, clock }: Stage) {
  let serial = 0;
  const random = () => `a${String(++serial).padStart(5, "0")}`;
  const world = { store: house.store, actions, hasSource: (id: string) => id === "gitlab", giveWay: async () => {} };
  const handle = make({ ...world, clock: clock.now, random, log: silent });
  return async (arn: string, path: string, method: string, { seen, body }: { seen?: number; body?: unknown } = {}) => {
    const headers = seen === undefined ? {} : { "if-match": `"${seen}"` };
    const result = await handle(apiEvent(`/api/gitlab/rulebook${path}`, { arn, method, headers, body }));
    if (typeof result === "string") throw new Error(result);
    return { status: result.statusCode, body: JSON.parse(result.body ?? "null") };
  };
}

const text = (mode: string, id = "promote") =>
  `version: 1\nrules:\n  - { id: ${id}, projects: ["**"], on: pipeline, do: { play: { job: deploy } }, mode: ${mode} }\n`;
const files = (mode: string, id?: string) => ({ files: [{ file: "rules.yaml", text: text(mode, id) }] });

async function gate(s: Stage) {
  s.clock.advance(60);
  const { id } = s.twin.addPipeline(s.project.id, { jobs: [{ name: "deploy", when: "manual" }] });
  await s.settle();
  return id;
}

test("a gate opens only once the rule that CI proposed was approved by somebody else, and no more once it is rolled back", async (t) => {
  const s = await scene(t, text("report"));
  const api = apiOf(s);
  const proposed = await api(ci, "", "PUT", { seen: 1, body: files("enforce") });
  assert.equal(proposed.status, 202);
  const { hash, needs } = proposed.body.proposal;
  assert.deepEqual(needs, ["promote"]);
  await gate(s);
  assert.deepEqual([deeds(s), await standing(s)], [[], ["play deploy reported"]]);

  const own = await api(ci.replace("pipeline-7", "pipeline-8"), "/approve", "POST", { seen: 1, body: { hash } });
  assert.equal(own.body.error.code, "ownProposal");
  const yes = await api(alice, "/approve", "POST", { seen: 1, body: { hash, reason: "looks right" } });
  assert.deepEqual([yes.status, yes.body], [200, { version: 2, rules: 1 }]);
  await gate(s);
  assert.deepEqual(deeds(s), ["play deploy"]);

  const back = await api(alice, "/rollback", "POST", { seen: 2, body: { version: 1, reason: "too early" } });
  assert.equal(back.body.version, 3);
  await gate(s);
  assert.deepEqual(deeds(s), ["play deploy"]);
  const entries = (await s.house.store.entries(1000)).filter((one): one is RulesEntry => one.kind === "rules");
  assert.deepEqual(
    entries.map(({ step, version, of, refused }) => [step, version, of, refused !== undefined]),
    [
      ["propose", 2, undefined, false],
      ["approve", 2, undefined, true],
      ["approve", 2, undefined, false],
      ["rollback", 3, 1, false],
    ],
  );
});

test("a rule with a share opens the gates of the projects that it has, and reports in the others why it did not", async (t) => {
  for (const isIn of [true, false]) {
    const s = await scene(t, text("report"));
    const names = Array.from({ length: 500 }, (_, at) => `promote-${at}`);
    const id = names.find((one) => actsIn({ id: one, mode: { enforce: "10%" } }, s.project) === isIn);
    const api = apiOf(s);
    const { body } = await api(ci, "", "PUT", { seen: 1, body: files("{ enforce: 10% }", id) });
    await api(alice, "/approve", "POST", { seen: 1, body: { hash: body.proposal.hash } });
    await gate(s);
    assert.deepEqual(deeds(s), isIn ? ["play deploy"] : []);
    if (!isIn) assert.match(await reason(s, "deploy"), /acts in 10% of the projects only, not in this one$/);
  }
});
