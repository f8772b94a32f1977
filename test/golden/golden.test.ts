import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";
import { actions } from "../../lib/actions/index.ts";
import { entryKinds } from "../../lib/core/journal.ts";
import { taskStates } from "../../lib/core/task.ts";
import { readRulebook } from "../../lib/rules/read.ts";
import { isSealable } from "../../lib/store/journal.ts";
import { newestStore } from "./against.ts";
import { activeRules } from "./make.ts";
import { goldenItems, goldenStores, rememberedStore } from "./remembered.ts";

const stores = goldenStores();

for (const folder of stores) {
  const name = basename(folder);

  test(`${name}: every task, entry, note and rulebook of it is read`, async () => {
    const corrupt: string[] = [];
    const store = rememberedStore(folder, (key, reason) => corrupt.push(`${key}: ${reason}`));
    const items = goldenItems(folder);
    const count = (table: string) => items.filter((one) => one.table === table).length;
    assert.equal((await store.tasks(10_000)).length, count("tasks"));
    const sealed = items.filter(({ table, item }) => table === "journal" && isSealable(item));
    assert.equal((await store.entries(10_000)).length, sealed.length);
    assert.equal(
      (await store.seals("gitlab", 0, 1000)).length,
      items.filter(({ item }) => item.kind === "seal").length,
    );
    for (const { item } of items.filter(({ table }) => table === "ledger"))
      assert.ok((await store.note({ scope: String(item.scope), key: String(item.key) })) !== undefined);
    const active = await store.rulebook("gitlab");
    assert.equal(active?.version, 2);
    for (const version of [1, 2]) assert.ok(await store.rulebookVersion("gitlab", version));
    const proposal = await store.proposal("gitlab");
    assert.ok(proposal && "needs" in proposal);
    assert.deepEqual(corrupt, []);
    const said = readRulebook(activeRules, "rules.yaml", actions);
    assert.ok("rulebook" in said);
    assert.equal(active?.rules, JSON.stringify(said.rulebook));
  });

  test(`${name}: it has tasks in every state, what people did, and is small`, () => {
    const items = goldenItems(folder);
    const states = new Set(items.filter(({ table }) => table === "tasks").map(({ item }) => item.state));
    assert.deepEqual(
      taskStates.filter((state) => !states.has(state)),
      [],
    );
    const kinds = new Set(items.filter(({ table }) => table === "journal").map(({ item }) => item.kind));
    // The first release knew no outages.
    const missing = entryKinds.filter((kind) => !kinds.has(kind));
    assert.deepEqual(missing, name === "v0" ? ["outage"] : []);
    const scopes = new Set(
      items.filter(({ table }) => table === "ledger").map(({ item }) => String(item.scope).split("#")[0]),
    );
    const later = name === "v0" ? [] : ["outage", "patrol", "hook"];
    for (const scope of ["limit", "hold", "gate", "plan", "switch", "seal", "throttle", "link", "tally", ...later])
      assert.ok(scopes.has(scope), `no ${scope}`);
    assert.ok(statSync(join(folder, "store.jsonl")).size < 300_000);
  });
}

test("the newest golden store is what an older version is tried against", () => {
  assert.equal(newestStore(), stores.at(-1));
});
