import type { MemoryStore } from "../../../lib/store/memory.ts";
import { type Id, ids } from "./sides.ts";

const tables = ["tasks", "ledger", "journal", "rules"] as const;

/** Whose an item is, by its key alone; `undefined`: nobody's, which nothing may be. */
function ownerOf(table: (typeof tables)[number], item: Readonly<Record<string, unknown>>): Id | undefined {
  const key = String({ tasks: item.id, ledger: item.scope, journal: item.scope, rules: item.source }[table]);
  const path = table === "ledger" ? key.replace(/^\w+#/, "") : key;
  const [first] = path.split("/");
  return ids.find((id) => id === first);
}

/** Every item of a source, as one text. */
export function belongingsOf(id: Id, store: MemoryStore): string {
  return JSON.stringify(tables.map((table) => store.tables.all(table).filter((item) => ownerOf(table, item) === id)));
}

/** Items that are nobody's, and items of one source in which the other one's word stands. */
export function strays(store: MemoryStore, words: Readonly<Record<Id, string>>): string[] {
  return tables.flatMap((table) =>
    store.tables.all(table).flatMap((item) => {
      const owner = ownerOf(table, item);
      const text = JSON.stringify(item);
      if (!owner) return [`${table}: ${text.slice(0, 200)} is nobody's`];
      const foreign = ids.find((id) => id !== owner && text.includes(words[id]));
      return foreign ? [`${table}: ${text.slice(0, 300)} of ${owner} tells of ${foreign}`] : [];
    }),
  );
}
