import assert from "node:assert/strict";
import { test } from "node:test";
import { calmLog } from "../../infra/local/calmLog.ts";
import type { LogFields } from "../../lib/edge/log.ts";

test("where tick runs every second, its pulse is told when it changed or a minute is over, and all else as it comes", () => {
  const told: string[] = [];
  const write = (what: string, fields: LogFields = {}) => void told.push(`${what} ${fields.dueTasks ?? ""}`.trim());
  let now = 0;
  const log = calmLog({ info: write, error: write }, () => now);
  for (const [at, dueTasks] of [
    [0, 0],
    [1_000, 0],
    [2_000, 1],
    [3_000, 1],
    [61_999, 1],
    [62_000, 1],
  ] as const) {
    now = at;
    log.info("pulse", { source: "gitlab", dueTasks });
  }
  log.info("seal");
  log.info("seal");
  log.error("pulse");
  assert.deepEqual(told, ["pulse 0", "pulse 1", "pulse 1", "seal", "seal", "pulse"]);
});
