import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import test from "node:test";
import { promisify } from "node:util";

const megabyte = 1_048_576;

test("a crowd of a million jobs takes less than 16 MB, and listing 100,000 of them not 4 MB more", async (t) => {
  const args = ["--expose-gc", join(import.meta.dirname, "crowdheap.ts"), "100000"];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const { jobs, seen, idle, crowded, after, held } = JSON.parse(stdout);
  assert.deepEqual([jobs, seen, held], [1_000_000, 100_000, 0]);
  t.diagnostic(
    `${((crowded - idle) / megabyte).toFixed(1)} MB, then ${((after - crowded) / megabyte).toFixed(1)} MB more`,
  );
  assert.ok(crowded - idle < 16 * megabyte, stdout);
  assert.ok(after - crowded < 4 * megabyte, stdout);
});
