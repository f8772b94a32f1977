import assert from "node:assert/strict";
import { test } from "node:test";
import { deployment, hookSecret } from "./deployment.ts";
import { plants } from "./plants.ts";
import { plantsAtGitLab } from "./plantsAtGitLab.ts";

const wards = Map.groupBy([...plants, ...plantsAtGitLab], ({ ward, what }) => ward ?? what);

for (const [ward, faults] of wards)
  test(`a deployment with ${faults.length > 1 ? `${faults.length} faults (ward ${ward})` : ward}`, async (t) => {
    const planted = await deployment(t);
    for (const { plant } of faults) await plant(planted);
    const { code, diagnoses, text } = await planted.diagnoses();
    const others = diagnoses.filter((one) => one.level !== "well").map((one) => `${one.id}: ${one.about}: ${one.says}`);
    for (const { what, id, level, about, cure } of faults)
      await t.test(`the doctor names ${what} (${id}), with the cure`, () => {
        const told = diagnoses.find((one) => one.id === id && about.test(`${one.about} ${one.says}`));
        assert.ok(told, `not told, but: ${others.join("\n")}\n${text}`);
        assert.equal(told.level, level);
        assert.match(told.cure ?? "", cure);
      });
    assert.equal(code, diagnoses.some((one) => one.level === "broken") ? 1 : 0);
    for (const secret of [hookSecret, ...Object.values(planted.tokens)]) assert.ok(!text.includes(secret));
  });
