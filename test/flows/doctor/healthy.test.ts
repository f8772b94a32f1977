import assert from "node:assert/strict";
import { test } from "node:test";
import { deployment } from "./deployment.ts";

test("where all is well the doctor says so, a line an area, and exits 0 even when it is strict", async (t) => {
  const { doctor } = await deployment(t);
  const { code, text } = await doctor("--strict");
  assert.doesNotMatch(text, /^ {2}[✗!?] /m);
  assert.match(text, /^0 broken, 0 warnings, 0 unknown, \d+ well$/m);
  assert.deepEqual(code, 0, text);
});
