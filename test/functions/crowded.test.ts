import assert from "node:assert/strict";
import { test } from "node:test";
import type { LogFields } from "../../lib/edge/log.ts";
import { doorstep, jobHook, signed, urlEvent } from "./doorstep.ts";

/** A door whose tables take no task until they are let. */
async function hangingDoor(patienceSeconds: number) {
  const said: { readonly what: string; readonly fields: LogFields }[] = [];
  const log = { info: () => {}, error: (what: string, fields: LogFields = {}) => void said.push({ what, fields }) };
  const door = await doorstep({ world: { patienceSeconds, log } });
  const { promise, resolve } = Promise.withResolvers<void>();
  const commit = door.store.commit;
  let waits = 0;
  door.store.commit = async (writes) => {
    waits++;
    await promise;
    return commit(writes);
  };
  return { ...door, said, release: resolve, waits: () => waits };
}

const mebibyte = 1024 * 1024;

function large(id: number) {
  return signed(jobHook({ build_id: id }).padEnd(4 * mebibyte, " "), `d${id}`);
}

test("deliveries that wait for hanging tables hold a bounded memory: what comes beyond is deferred at once", async () => {
  const { post, said, release, waits } = await hangingDoor(60);
  const waiting = Array.from({ length: 15 }, (_, at) => post(large(2_000 + at)));
  assert.deepEqual(await post(large(1)), { status: 202, body: { deferred: true } });
  assert.deepEqual(
    said.map(({ fields }) => fields.reason),
    ["too many deliveries wait for the tables"],
  );
  release();
  for (const answer of waiting) assert.deepEqual(await answer, { status: 202, body: { planned: 1 } });
  assert.equal(waits(), 30);
  assert.deepEqual(await post(large(3)), { status: 202, body: { planned: 1 } });
});

test("a delivery that was answered late still holds its memory until the tables let it go", async () => {
  const { post, said, release } = await hangingDoor(0.01);
  const late = await Promise.all(Array.from({ length: 15 }, (_, at) => post(large(2_000 + at))));
  assert.deepEqual(late, Array(15).fill({ status: 202, body: { deferred: true } }));
  assert.deepEqual(await post(large(1)), { status: 202, body: { deferred: true } });
  assert.equal(said.at(-1)?.fields.reason, "too many deliveries wait for the tables");
  release();
});

test("of a thousand forged deliveries in a minute twenty are told in the log, all are refused", async () => {
  let now = Date.UTC(2026, 10, 20, 9);
  const said: LogFields[] = [];
  const log = { info: () => {}, error: (_: string, fields: LogFields = {}) => void said.push(fields) };
  const { post } = await doorstep({ world: { log, clock: () => now } });
  for (let at = 0; at < 1_000; at++) assert.equal((await post(urlEvent(jobHook()))).status, 401);
  assert.equal(said.length, 20);
  now += 60_000;
  await post(urlEvent(jobHook()));
  assert.deepEqual(said.at(-1), { source: "gitlab", reason: "webhook-id is missing or malformed", unsaid: 980 });
});
