import assert from "node:assert/strict";
import { test } from "node:test";
import { asked } from "../../infra/local/chatStory.ts";
import { recipes } from "../../infra/local/recipes.ts";
import { openStage } from "../../infra/local/stage.ts";
import { stories } from "../../infra/local/stories.ts";
import { openStoryStage } from "../../infra/local/storyStage.ts";

for (const story of stories)
  test(`with the recipes, on the twin: ${story.title}`, async (t) => {
    const stage = await openStage({ rules: recipes(), startsAt: Date.UTC(2026, 0, 5, 9) });
    t.after(() => stage.close());
    const proofs = await story.play(stage);
    assert.deepEqual(
      proofs.filter(({ holds }) => !holds),
      [],
    );
    assert.ok(proofs.length > 0);
  });

test(`with the recipes, on the twin and in a chat: ${asked.title}`, async (t) => {
  const stage = await openStoryStage(Date.UTC(2026, 0, 5, 9));
  t.after(() => stage.close());
  const proofs = await asked.play(stage);
  assert.deepEqual(
    proofs.filter(({ holds }) => !holds),
    [],
  );
  assert.ok(proofs.length > 0);
});
