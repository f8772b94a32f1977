import assert from "node:assert/strict";
import { test } from "node:test";
import { nearest } from "../../lib/core/nearest.ts";

const words = ["status", "stage", "name", "failureReason", "perJob", "perSha", "enforce"];

for (const [written, meant] of [
  ["statu", "status"],
  ["sattus", "status"],
  ["stauts", "status"],
  ["Stage", "stage"],
  ["failurereason", "failureReason"],
  ["failure_reason", "failureReason"],
  ["perJb", "perJob"],
  ["enforced", "enforce"],
  ["nmae", "name"],
] as const)
  test(`${written} is near to ${meant}`, () => {
    assert.equal(nearest(written, words), meant);
  });

for (const written of ["", "x", "calendar", "statistics", "s".repeat(65), "status".repeat(20)])
  test(`${JSON.stringify(written.slice(0, 12))} (${written.length} letters) is near to nothing`, () => {
    assert.equal(nearest(written, words), undefined);
  });

test("of two words that are as near the first is meant", () => {
  assert.equal(nearest("perXha", ["perAha", "perBha"]), "perAha");
});

test("a nearer word later in the list wins", () => {
  assert.equal(nearest("stagee", ["statee", "stages", "stagee"]), "stagee");
});
