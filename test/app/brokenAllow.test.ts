import assert from "node:assert/strict";
import { test } from "node:test";
import { receive } from "../../lib/app/receive.ts";
import { rulebookItems } from "../../lib/store/rulebookItem.ts";
import { manual, playId } from "./jobs.ts";
import { site } from "./site.ts";

const rules = `version: 1
defaults: { mode: enforce }
rules:
  - { id: broken, projects: ["**"], on: { command: play }, do: { play: { allow: { TAG: { matches: "v[0-9]+" } } } } }
  - { id: good, projects: ["**"], on: { command: play }, do: { play: { allow: { TAG: [v1] } } } }
`;

test("an allow-list whose expression cannot be read takes nothing, and stops neither the door nor another rule", async () => {
  const s = await site({ jobs: [manual], rules });
  s.gitlab.reads.memberLevel = async () => 40;
  const stored = await s.store.rulebook("gitlab");
  // another version's engine may have taken it
  const text = stored?.rules.replace("v[0-9]+", "v[") ?? "";
  const { head, body } = rulebookItems({ source: "gitlab", version: 2, rules: text });
  for (const item of [head, body]) s.store.tables.put("rules", item);
  const sent: unknown[] = [];
  const { play } = s.gitlab.writes;
  s.gitlab.writes.play = (project, id, variables, inputs) => {
    sent.push(variables);
    return play(project, id, variables, inputs);
  };
  const command = { verb: "play", values: { TAG: "v1" }, by: { userId: 7, username: "ann" } };
  const heard = { id: "m1", source: "gitlab", receivedAt: s.now(), project: { id: 42, path: "shop/api" }, job: manual };
  s.pass(20);
  await receive({ kind: "command", ...heard, command }, { ...s.worker, actions: s.actions, record: "all" });
  await s.work();
  const { state, wants } = await s.task(playId);
  assert.deepEqual([state, sent, wants.map(({ rule }) => rule)], ["done", [{ TAG: "v1" }], ["good@2"]]);
});
