import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { virtualClock } from "../../infra/twin/clock.ts";
import { answerControl, controlRoot } from "../../infra/twin/control/control.ts";
import { createTwin } from "../../infra/twin/twin.ts";

const readme = readFileSync(join(import.meta.dirname, "../../infra/twin/README.md"), "utf8");

/** What the control answers to a body that it cannot take: all that it knows. */
function errorOf(method: string, path: string, body = ""): string {
  const twin = createTwin({ clock: virtualClock().now });
  const target = `${controlRoot}${path}`;
  return JSON.parse(answerControl(twin, { method, target, headers: {}, body, origin: "" }).body as string).error;
}

test("the twin's README names every request of the control", () => {
  const lines = errorOf("GET", "nothing")
    .replace(/^.*? here: /, "")
    .split(", ");
  assert.ok(lines.length > 15);
  for (const line of lines) assert.ok(readme.includes(`\`${line}\``), `${line} is missing`);
});

test("the twin's README names every fault", () => {
  const kinds = errorOf("POST", "faults", "{}")
    .replace(/^.*?give one of /, "")
    .split(", ");
  assert.ok(kinds.length > 15);
  for (const kind of kinds) assert.ok(readme.includes(`\`${kind}\``), `${kind} is missing`);
});
