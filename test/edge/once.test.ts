import assert from "node:assert/strict";
import { test } from "node:test";
import { once } from "../../lib/edge/once.ts";

test("what was made is kept, and made once by however many ask at one moment", async () => {
  let made = 0;
  const get = once(async () => ++made);
  assert.deepEqual(await Promise.all([get(), get()]), [1, 1]);
  assert.equal(await get(), 1);
});

test("what failed is tried again at the next use, whether it failed at once or later", async () => {
  let [soon, late] = [0, 0];
  const now = once(() => {
    if (++soon === 1) throw new Error("no secrets yet");
    return soon;
  });
  assert.throws(now, /no secrets yet/);
  assert.equal(now(), 2);
  const later = once(async () => {
    if (++late === 1) throw new Error("no secrets yet");
    return late;
  });
  await assert.rejects(later(), /no secrets yet/);
  assert.equal(await later(), 2);
});
