import assert from "node:assert/strict";
import { test } from "node:test";
import { performDue } from "../../lib/app/performDue.ts";
import { unthrottled } from "../../lib/app/throttle.ts";
import { site } from "./site.ts";

const rules = `version: 1
defaults: { mode: enforce }
rules:
  - { id: keeps, projects: ["**"], on: job, when: { status: success }, do: keep }
`;
const ids = Array.from({ length: 12 }, (_, at) => 1001 + at);

/** A budget that lets one through every two seconds, and that is closed for so long in between. */
async function scarce({ closedMillis, stays }: { readonly closedMillis: number; readonly stays: boolean }) {
  const expireAt = Date.UTC(2026, 10, 21, 9);
  const artifacts = { files: [{ type: "archive", sizeBytes: 10 }], expireAt };
  const s = await site({ jobs: ids.map((id) => ({ id, name: `job-${id}`, status: "success", artifacts })), rules });
  for (const id of ids) await s.plan(id, "keep", "keeps", "keep");
  const [began, endsAt] = [s.now(), s.now() + 65_000];
  let opensAt = s.now();
  const throttle: typeof unthrottled = {
    ...unthrottled,
    async take(ask, patientUntil) {
      const closedUntil = Math.max(opensAt, s.now() + 1);
      if (opensAt > s.now()) {
        s.pass(0.5);
        return { closedUntil, reason: "the budget is used up" };
      }
      opensAt = s.now() + closedMillis;
      return await unthrottled.take(ask, patientUntil);
    },
  };
  const pause = async (millis: number) => s.pass(millis / 1000);
  const worker = { ...s.worker, throttle, leaseEnd: () => endsAt, ...(stays && { pause }) };
  await performDue(worker);
  return { effects: s.effects.length, tookMillis: s.now() - began, left: await s.store.dueTasks(endsAt + 60_000, 100) };
}

test("a tick stays while the budget is short, so that none of it lies idle until the next minute", async () => {
  const { effects } = await scarce({ closedMillis: 2_000, stays: true });
  assert.ok(effects >= 10, `${effects} of 12`);
});

test("where somebody looks again within a second, it stays for nobody", async () => {
  const { effects, left } = await scarce({ closedMillis: 2_000, stays: false });
  assert.ok(effects <= 3, `${effects} of 12`);
  assert.equal(left.length, 12 - effects);
});

test("for a budget that is closed for long it does not stay, and leaves what is due as it is", async () => {
  const { effects, tookMillis, left } = await scarce({ closedMillis: 600_000, stays: true });
  assert.deepEqual([effects, left.length > 0], [1, true]);
  assert.ok(tookMillis < 30_000, `${tookMillis} ms`);
});
