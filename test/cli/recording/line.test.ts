import assert from "node:assert/strict";
import { test } from "node:test";
import { readLine } from "../../../lib/cli/recording/line.ts";

test("the last line of somebody else's recording cannot make a simulation count for ever", () => {
  const found = readLine('{"end":{"unreadable":1e15,"untold":-3,"onlyWanted":"many"}}');
  assert.deepEqual(found, { end: { unreadable: 100_000_000, untold: 0, onlyWanted: 0 } });
});
