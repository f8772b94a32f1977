import type { LedgerKey } from "../../../lib/core/key.ts";
import type { Write } from "../../../lib/core/ports.ts";
import type { MemoryStore } from "../../../lib/store/memory.ts";
import type { Cast } from "./cast.ts";
import type { Ground } from "./site.ts";

export interface Table {
  readonly store: MemoryStore;
  isBusy(): boolean;
  /** Waits until nothing is under way in the table any more. */
  giveWay(actor: string): () => Promise<void>;
}

/** The table: a transaction begins with one step and ends with another. */
export function tableOf(cast: Cast, ground: Ground, isAtomic: boolean): Table {
  let underWay = 0;
  const end = () => underWay--;
  const store = ground.createStore(async () => {
    if (isAtomic) return;
    underWay++;
    await cast.step({ actor: "table", what: "a transaction ends" }, end);
  });
  const isOpen = () => underWay === 0;
  return {
    store,
    isBusy: () => underWay > 0,
    giveWay: (actor) => () => cast.step({ actor, what: "gives way", isOpen }, () => undefined),
  };
}

/** A store that drops some writes: as if the code did not have that guard. */
export function without(store: MemoryStore, isDropped: ((write: Write) => boolean) | undefined): MemoryStore {
  if (!isDropped) return store;
  return { ...store, tables: store.tables, commit: (writes) => store.commit(writes.filter((one) => !isDropped(one))) };
}

/** A store in which no hold and no keep is seen before the mark asks for them: what is proved then rests on its transaction. */
export function unseeing(store: MemoryStore): MemoryStore {
  return {
    ...store,
    tables: store.tables,
    note: async (key) => (isOfHolds(key) ? undefined : await store.note(key)),
  };
}

/** Whether it says what is held or kept. */
export function isOfHolds({ scope }: LedgerKey): boolean {
  return /^(hold|kept)#/.test(scope);
}
