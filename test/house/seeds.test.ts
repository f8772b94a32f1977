import assert from "node:assert/strict";
import { test } from "node:test";
import { sourceFiles } from "./sources.ts";

test("what is drawn at random is drawn from a seed: a run that was green stays green", () => {
  const drawn = sourceFiles("test").filter(({ imports }) => imports.includes("fast-check"));
  const unseeded = drawn.filter(({ text }) => {
    const draws = text.match(/\bfc\.(assert|check|sample)\(/g) ?? [];
    return (text.match(/\bseed\b(?! =)/g) ?? []).length < draws.length;
  });
  assert.ok(drawn.length > 20, `${drawn.length} files draw`);
  assert.deepEqual(
    unseeded.map(({ path }) => path),
    [],
  );
});
