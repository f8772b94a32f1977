import assert from "node:assert/strict";
import { test } from "node:test";
import { cells } from "./matrix.ts";
import { rightsProofs } from "./proofs.ts";

test("there are 480 cells of role, ref, environment and action", () => {
  assert.equal(cells().length, 480);
});

for (const { says, cases, run } of rightsProofs)
  test(says, async () => {
    const { cases: ran, violations, figures = {} } = await run(cases.onPush, 20_261_122);
    assert.deepEqual(violations, []);
    assert.equal(ran, cases.onPush);
    const happened = Number(figures.allowed ?? figures.done);
    assert.ok(happened > ran / 10 && happened < ran / 2, JSON.stringify(figures));
  });
