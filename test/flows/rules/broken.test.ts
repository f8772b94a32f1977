import assert from "node:assert/strict";
import { test } from "node:test";
import type { Log } from "../../../lib/edge/log.ts";
import { deeds, scene, standing } from "./scene.ts";

const rule = '  - { id: retry-failed, projects: ["**"], on: job, when: { status: failed }, do: retry }\n';

test("a stored rule that this version cannot use is set aside: the others act, by hook and by patrol, and the log says which and why", async (t) => {
  const told: Readonly<Record<string, unknown>>[] = [];
  const log: Log = { info: () => {}, error: (what, fields) => void told.push({ what, ...fields }) };
  const s = await scene(t, rule, { log });
  const { store } = s.house;
  const stored = await store.rulebook("gitlab");
  const { rules, ...beside } = JSON.parse(stored?.rules ?? "");
  const broken = [
    { ...rules[0], id: "of-the-future", when: { moon: "full" } },
    { ...rules[0], id: "reboots", do: { action: "reboot", params: {} } },
  ];
  await store.applyRulebook("gitlab", JSON.stringify({ ...beside, rules: [...broken, ...rules] }), { after: 1 });
  s.clock.advance(60);
  const { twin, project } = s;
  const { id } = twin.addPipeline(project.id, { jobs: [{ name: "build" }] });
  twin.fail(twin.run(twin.jobNamed(id, "build").id).id, "runner_system_failure");
  await s.settle();
  await s.house.driver.patrol();
  assert.deepEqual([deeds(s), await standing(s)], [["retry build"], ["retry build done"]]);
  const aside = told.filter(({ what }) => what === "rule set aside");
  const reasons = aside.map(({ rule, reason }) => `${rule}: ${String(reason).replace(/;.*$/, "")}`);
  assert.deepEqual([...new Set(reasons)].toSorted(), [
    "of-the-future@2: when.moon: unknown key `moon`",
    "reboots@2: do.reboot: unknown verb `reboot`",
  ]);
  assert.ok(aside.every(({ advice }) => /^Mend the rule and apply the rules again/.test(String(advice))));
});
