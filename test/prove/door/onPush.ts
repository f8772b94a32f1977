import assert from "node:assert/strict";
import { test } from "node:test";
import type { Proof } from "../proof.ts";
import { figureOf } from "./tally.ts";

const seed = 20_261_121;

/** A test that runs a proof as often as on every push. It fails as well where the cases did not meet what they are about. */
export function testOnPush(proof: Proof, met: Readonly<Record<string, number>>): void {
  test(`${proof.promises.join(", ")}: ${proof.says}`, async (t) => {
    const shown = await proof.run(proof.cases.onPush, seed);
    t.diagnostic(JSON.stringify(shown.figures));
    assert.deepEqual(shown.violations, []);
    for (const [name, least] of Object.entries(met))
      assert.ok(
        figureOf(shown, name) >= least,
        `${name} was met ${figureOf(shown, name)} times: too few to show anything`,
      );
  });
}

/** Every name at least so often. */
export function each(names: Iterable<string>, least = 1): Record<string, number> {
  return Object.fromEntries([...names].map((name) => [name, least]));
}
