import { basename } from "node:path";
import { StoreError } from "../../../lib/core/errors.ts";
import type { MemoryStore } from "../../../lib/store/memory.ts";
import { memoryRaw } from "../../../lib/store/whole/memoryRaw.ts";
import { type Migrated, type MigrationDesk, migrate } from "../../../lib/store/whole/migrate.ts";
import type { RawTables } from "../../../lib/store/whole/raw.ts";
import { goldenStores, rememberedStore } from "../../golden/remembered.ts";
import type { Shown } from "../proof.ts";

/** Pages so small that a migration is cut off in the middle of them as well as between them. */
const pageItems = 7;

/** What a migration works with; it is cut off at the write with that number, before it or after it. */
function deskOf(store: MemoryStore, cut: { readonly at: number; readonly isDone: boolean }): MigrationDesk {
  const raw = memoryRaw(store.tables);
  let writes = 0;
  const replace: RawTables["replace"] = async (...asked) => {
    const isCut = writes++ === cut.at;
    if (isCut && !cut.isDone) throw new StoreError("unavailable", "cut off");
    const answer = await raw.replace(...asked);
    if (isCut) throw new StoreError("unavailable", "cut off");
    return answer;
  };
  const page: RawTables["page"] = (table, next) => raw.page(table, next, pageItems);
  return { raw: { ...raw, page, replace }, store, pace: async () => {}, isDry: false };
}

/** All that a store says, as its readers tell it, the migration's own notes left out. */
async function saidBy(store: MemoryStore): Promise<string> {
  const scopes = [...new Set(store.tables.all("ledger").map((item) => String(item.scope)))].toSorted();
  const ledger = [];
  for (const scope of scopes.filter((one) => !one.startsWith("migration#"))) ledger.push(await store.notes(scope));
  const tasks = await store.tasks(10_000);
  const book = await store.rulebook("gitlab");
  return JSON.stringify({ tasks, ledger, rules: book?.rules, entries: await store.entries(10_000) });
}

const writtenIn = (done: readonly Migrated[]) => done.reduce((sum, { written }) => sum + written, 0);

/** How many items a migration of the oldest golden store writes. */
async function cutsOf(folder: string): Promise<number> {
  return writtenIn(await migrate(deskOf(rememberedStore(folder), { at: -1, isDone: false })));
}

/** Cuts a migration off at so many items, spread evenly, and begins it again. */
export async function migrationsCutOff(count: number): Promise<Shown> {
  const [folder = ""] = goldenStores();
  const violations: string[] = [];
  const all = await cutsOf(folder);
  const before = await saidBy(rememberedStore(folder));
  for (let one = 0; one < count; one++) {
    const at = Math.floor((one * all) / count);
    const store = rememberedStore(folder);
    const name = `${basename(folder)} cut off at write ${at}`;
    const cut = await migrate(deskOf(store, { at, isDone: one % 2 === 1 })).catch((error: unknown) => error);
    if (!(cut instanceof StoreError)) violations.push(`${name}: it was not`);
    if ((await saidBy(store)) !== before) violations.push(`${name}: what is read is not the same`);
    const again = writtenIn(await migrate(deskOf(store, { at: -1, isDone: false })));
    if (again !== all - at - (one % 2)) violations.push(`${name}: ${again} of ${all} were written afterwards`);
    if ((await saidBy(store)) !== before) violations.push(`${name}: in the end what is read is not the same`);
    if ((await migrate(deskOf(store, { at: 0, isDone: false }))).some(({ written }) => written > 0))
      violations.push(`${name}: something was left`);
  }
  return { cases: count, violations, figures: { "items written": all } };
}
