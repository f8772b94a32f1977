import assert from "node:assert/strict";
import { test } from "node:test";
import { recipes } from "../../infra/local/recipes.ts";
import { openStage } from "../../infra/local/stage.ts";
import { stories } from "../../infra/local/stories.ts";
import { storeReader, verifyJournal } from "../../lib/app/verify.ts";

for (const [hooks, told] of [
  [true, "by hooks"],
  [false, "by the patrol alone"],
] as const)
  test(`with what happened told ${told}, the journal is sealed and whole, and the books balance with nothing left open`, async (t) => {
    const stage = await openStage({ rules: recipes(), startsAt: Date.UTC(2026, 0, 5, 9), hooks });
    t.after(() => stage.close());
    for (const story of stories.slice(0, 3)) await story.play(stage);
    await stage.pass(1_800);
    const reader = storeReader(stage.house.store, "gitlab");
    const { breaks, entries, books } = await verifyJournal(reader, { now: stage.clock.now() });
    assert.deepEqual([breaks, books.differences, books.limits], [[], [], []]);
    assert.ok(entries.sealed > 5 && books.tasks.origins.run > 0 && books.calls.told > 3, JSON.stringify(books));
    assert.equal(hooks ? books.tasks.origins.patrol : books.tasks.origins.delivery, 0);
  });
