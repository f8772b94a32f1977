import assert from "node:assert/strict";
import { test } from "node:test";
import { outageAt, stored } from "../contract/outages.ts";
import { alice, desk, now } from "./apiDesk.ts";

const reason = "the runners are back";
const hour = 3_600_000;

async function office() {
  const made = desk();
  await stored(made.store, [
    outageAt(now, { parked: 17, openedAt: now - hour }),
    outageAt(now, { rule: "older", closedAt: now - hour, closedBy: "a canary went well" }),
    outageAt(now, { failure: "api_failure" }),
  ]);
  const close = (id: string) => made.ask(`/api/gitlab/outages/${id}/close`, { method: "POST", body: { reason } });
  return { ...made, close };
}

test("the outages are listed, open ones first, each with what it has parked", async () => {
  const { ask } = await office();
  const { status, body } = await ask("/api/gitlab/outages");
  assert.equal(status, 200);
  assert.deepEqual(
    body.outages.map(({ id, parked, closedAt }: Record<string, unknown>) => [id, parked, closedAt]),
    [
      ["again/api_failure/42", 0, undefined],
      ["again/runner_system_failure/42", 17, undefined],
      ["older/runner_system_failure/42", 0, now - hour],
    ],
  );
  assert.equal(body.now, now);
});

for (const id of ["again/runner_system_failure/42", "again%2Frunner_system_failure%2F42"])
  test(`whoever closes ${id} is written down with the reason, and it is closed`, async () => {
    const { ask, close, store } = await office();
    const { status, body } = await close(id);
    assert.deepEqual([status, body.outage.closedAt, body.outage.parked], [200, now, 17]);
    const { outages } = (await ask("/api/gitlab/outages")).body;
    assert.equal(outages.filter((one: { closedAt?: number }) => one.closedAt === undefined).length, 1);
    const { items } = await store.journal({ source: "gitlab" }, 10);
    const [entry] = items.filter(({ kind }) => kind === "outage");
    assert.ok(entry?.kind === "outage");
    assert.deepEqual([entry.step, entry.rule, entry.who, entry.projectId], ["closed", "again", alice, 42]);
    assert.match(entry.reason, /the runners are back/);
  });

test("what is closed already is refused, and so is what is not there: with the one that may be meant", async () => {
  const { close, store } = await office();
  const closed = await close("older/runner_system_failure/42");
  assert.deepEqual([closed.status, closed.body.error.code], [409, "outageClosed"]);
  assert.match(closed.body.error.message, /closed since 2026-11-20T08:00:00Z: a canary went well$/);
  const unknown = await close("agian/runner_system_failure/42");
  assert.deepEqual([unknown.status, unknown.body.error.code], [404, "noOutage"]);
  assert.equal(unknown.body.error.cure, "Did you mean again/runner_system_failure/42?");
  const { items } = await store.journal({ source: "gitlab" }, 10);
  assert.deepEqual(items, []);
});

test("a reason is needed", async () => {
  const { ask } = await office();
  const { status, body } = await ask("/api/gitlab/outages/again%2Fapi_failure%2F42/close", {
    method: "POST",
    body: { reason: " " },
  });
  assert.deepEqual([status, body.error.code], [400, "badBody"]);
});
