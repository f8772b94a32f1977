import assert from "node:assert/strict";
import { test } from "node:test";
import type { Scene } from "./cast.ts";
import { explore } from "./explore.ts";

/** Two actors that add to a number by reading it and writing it back, one of which may crash. */
const counting =
  (mishaps: readonly string[]): Scene =>
  (cast) => {
    let number = 0;
    cast.allow(mishaps);
    for (const actor of ["one", "other"])
      cast.actor(actor, async () => {
        const seen = await cast.step({ actor, what: "read", mishaps: ["crash"] }, () => number);
        await cast.step({ actor, what: "write" }, () => {
          number = seen + 1;
        });
      });
    return { state: () => number, broken: () => (number === 2 ? [] : ["an addition was lost"]) };
  };

test("every order of two actors' steps is gone through, and the orders that break something are counted", async () => {
  const { interleavings, broken, violations } = await explore(counting([]));
  assert.deepEqual([interleavings, broken], [6, 4]);
  assert.match(violations[0] ?? "", /an addition was lost\. Steps: one: read, other: read/);
});

test("a mishap may happen at each step that it can happen at, once", async () => {
  // One of the two crashes before its only step that matters: the other one's two steps come before, between or after.
  assert.equal((await explore(counting(["crash"]))).interleavings, 6 + 2 * 3);
});

test("what actors keep in mind counts as much as what they share", async () => {
  const scene: Scene = (cast) => {
    const shared: string[] = [];
    for (const actor of ["one", "other"])
      cast.actor(actor, async () => {
        const at = await cast.step({ actor, what: "looks at the clock" }, () => cast.clock());
        await cast.step({ actor, what: "acts" }, () => {
          if (at !== cast.clock()) shared.push(actor);
        });
      });
    cast.actor("time", () => cast.step({ actor: "time", what: "passes" }, () => cast.pass(1)));
    return { state: () => shared, broken: () => (shared.length === 2 ? ["both acted on an old look"] : []) };
  };
  const { interleavings, broken } = await explore(scene);
  // Of 5! / (2! * 2!) orders those with both looks before and both acts after.
  assert.deepEqual([interleavings, broken], [30, 4]);
});

test("a scene that is too large is refused, so that nothing is taken for proved", async () => {
  await assert.rejects(explore(counting([]), { mostPlays: 3 }), /more than 3 plays/);
});

test("an actor that waits for something that is no step is an error of the scene", async () => {
  const scene: Scene = (cast) => {
    cast.actor("one", () => new Promise(() => {}));
    return { state: () => 0, broken: () => [] };
  };
  await assert.rejects(explore(scene), /one waits for something that is no step/);
});
