import assert from "node:assert/strict";
import { test } from "node:test";
import { goals } from "./cold/goals.ts";
import { measure } from "./cold/measure.ts";
import { openSubjects } from "./cold/subjects.ts";

// The bench in small: `npm run bench -- cold`.

test("a start ends with a stored task, the next with its effect, and what they load is bounded", async (t) => {
  const subjects = await openSubjects();
  t.after(() => subjects.close());
  const { webhook, work } = subjects.weights;
  const has = (parts: typeof webhook.init, name: string) => parts.some((part) => part.name === name);
  assert.ok(!has(webhook.init, "undici") && !has(webhook.init, "re2js") && !has(work.init, "re2js"));
  assert.ok(has(webhook.lazy, "re2js") && has(work.lazy, "re2js"));
  const figures = goals(await measure(subjects, 1), subjects.weights);
  assert.deepEqual(
    figures.map(({ goal, unit }) => `${goal} ${unit}`),
    ["G5 x", "G5 KB", "G6 x", "G6 KB"],
  );
  for (const { ours, most = 0, unit } of figures) assert.ok(unit === "x" ? ours > 1 : ours > 0 && ours <= most);
  assert.ok(figures.every(({ unit, peer, limit }) => unit === "KB" || (Number(peer?.value) > 1 && limit?.value === 1)));
});
