import assert from "node:assert/strict";
import { test } from "node:test";
import { actions } from "../../lib/actions/index.ts";
import { applyRules } from "../../lib/app/apply.ts";
import { createRulesReader } from "../../lib/app/rules.ts";
import { silent } from "../../lib/edge/log.ts";
import { createMemoryStore } from "../../lib/store/memory.ts";

const text = `
version: 1
rules: [{ id: again, projects: ["**"], on: job, when: { status: failed }, do: retry }]
`;

/** A reader before a table that answers when it is let, and counts how often it was asked. */
async function crowd() {
  const store = createMemoryStore();
  await applyRules([{ file: "rules.yaml", text }], "gitlab", { store, actions });
  const table = { reads: 0, now: 0, gate: Promise.withResolvers<void>() };
  const slow = {
    async rulebook(source: string) {
      table.reads++;
      await table.gate.promise;
      return await store.rulebook(source);
    },
  };
  const reader = createRulesReader({ store: slow, actions, clock: () => table.now, log: silent });
  const ask = (count: number) => Array.from({ length: count }, () => reader.recent("gitlab"));
  return { table, ask };
}

test("a crowd that asks for the rules at once costs one read", async () => {
  const { table, ask } = await crowd();
  const asking = ask(1_000);
  table.gate.resolve();
  const versions = (await Promise.all(asking)).map(({ version }) => version);
  assert.deepEqual([new Set(versions), table.reads], [new Set([1]), 1]);
  table.now += 10_000;
  await Promise.all(ask(1_000));
  assert.equal(table.reads, 2);
});

test("a read that fails, fails for those who waited for it; the next asks anew", async () => {
  const { table, ask } = await crowd();
  const asking = Promise.allSettled(ask(3));
  table.gate.reject(new Error("no table"));
  assert.deepEqual(
    (await asking).map(({ status }) => status),
    ["rejected", "rejected", "rejected"],
  );
  table.gate = Promise.withResolvers();
  table.gate.resolve();
  assert.equal((await Promise.all(ask(1)))[0]?.version, 1);
  // one for all that had joined the first, and this one
  assert.equal(table.reads, 3);
});

test("who joined another's read that failed asks once more, all of them together", async () => {
  const { table, ask } = await crowd();
  const asking = Promise.allSettled(ask(1_000));
  const { reject } = table.gate;
  table.gate = Promise.withResolvers();
  table.gate.resolve();
  reject(new Error("the container was frozen meanwhile"));
  const [first, ...others] = (await asking).map(({ status }) => status);
  assert.deepEqual([first, new Set(others), table.reads], ["rejected", new Set(["fulfilled"]), 2]);
});

test("nobody joins a read that was asked for more than ten seconds ago", async () => {
  const { table, ask } = await crowd();
  const first = ask(1);
  table.now += 10_000;
  const second = ask(1);
  assert.equal(table.reads, 2);
  table.gate.resolve();
  await Promise.all([...first, ...second]);
});
