import { sealJournal } from "../../lib/app/seal.ts";
import { storeReader, type VerifyOptions, verifyJournal } from "../../lib/app/verify.ts";
import { entryId } from "../../lib/core/journal.ts";
import type { Store } from "../../lib/core/ports.ts";
import { readSealHead, type SealHead, sealHeadKey } from "../../lib/core/seal.ts";
import { silent } from "../../lib/edge/log.ts";
import { createMemoryStore, type MemoryStoreOptions } from "../../lib/store/memory.ts";
import { runEntry } from "../contract/samples.ts";

export const begin = Date.UTC(2026, 10, 20, 9);
export const minute = 60_000;
export const hour = 60 * minute;

/** A journal that is written, sealed and verified on a clock that stands until it is moved. */
export function sealing(options: MemoryStoreOptions = {}) {
  const store = createMemoryStore(options);
  let now = begin;
  let serial = 0;
  const logged: Record<string, unknown>[] = [];
  const log = { ...silent, info: (what: string, fields = {}) => void logged.push({ what, ...fields }) };
  const desk = (over: Partial<Store> = {}, secondsLeft = 60) => ({
    store: { ...store, ...over },
    clock: () => now,
    leaseEnd: () => now + secondsLeft * 1000,
    log,
  });
  return {
    store,
    logged,
    now: () => now,
    pass(millis: number): void {
      now += millis;
    },
    /** Appends an entry of this moment, of a project. @returns where it lies */
    async write(projectId = 7, source = "gitlab"): Promise<{ scope: string; id: string }> {
      const id = entryId(now, `t${++serial}`);
      await store.commit([{ journal: runEntry(now, { id, projectId, source }) }]);
      return { scope: `${source}/${projectId}`, id };
    },
    desk,
    seal: (over: Partial<Store> = {}, secondsLeft = 60) => sealJournal("gitlab", desk(over, secondsLeft)),
    async head(): Promise<SealHead | undefined> {
      return readSealHead(await store.note(sealHeadKey("gitlab")));
    },
    /** What is broken; the entries stand for no tasks, so the books are left alone. */
    async breaks(options: Partial<VerifyOptions> = {}): Promise<readonly string[]> {
      return (await verifyJournal(storeReader(store, "gitlab"), { now, ...options })).breaks;
    },
    async entries() {
      return (await verifyJournal(storeReader(store, "gitlab"), { now })).entries;
    },
  };
}
