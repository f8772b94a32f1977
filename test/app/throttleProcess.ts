import type { Room, TokenName } from "../../lib/app/throttle.ts";
import { createThrottle, oneToken, type RatedSource } from "../../lib/app/throttleShared.ts";
import type { MemoryStoreOptions } from "../../lib/store/memory.ts";
import { failed, retryRule } from "./jobs.ts";
import { site, start } from "./site.ts";

export const silent = { failed: true } as const;

/** A site whose table counts what the throttle asks of it. */
export async function countedSite(more: MemoryStoreOptions["faults"] = () => undefined) {
  const table = { note: 0, putNote: 0 };
  const s = await site({
    jobs: [failed],
    rules: retryRule,
    store: {
      faults: (operation) => {
        if (operation.kind === "note" || operation.kind === "putNote") table[operation.kind]++;
        return more(operation);
      },
    },
  });
  return { ...s, table };
}

type Site = Pick<Awaited<ReturnType<typeof site>>, "store" | "worker" | "now" | "gitlab">;

/** A process of its own, which shares the budgets of one source over the site's table; nobody waits. */
export function oneProcess(s: Site, source: Partial<RatedSource> = {}, pause: () => Promise<void> = async () => {}) {
  const rated = { id: "gitlab", requestsPerMinute: 600, budgets: oneToken, ...source };
  const world = { store: s.store, clock: s.now, luck: () => 0, giveWay: async () => {}, pause };
  const throttle = createThrottle(world, () => [rated]);
  const take = async (requests: { readonly [Name in TokenName]?: number } = { act: 7 }) =>
    await throttle.take({ source: "gitlab", lane: "retry", requests }, start);
  return {
    throttle,
    worker: { ...s.worker, throttle },
    take,
    /** Room that must be there. */
    async room(): Promise<Room> {
      const room = await take();
      if ("closedUntil" in room) throw new Error(room.reason);
      return room;
    },
    /** So many requests without an answer. */
    async fails(count: number): Promise<void> {
      for (let at = 0; at < count; at++) throttle.heard("gitlab", "act", silent);
      await throttle.noted();
    },
    async answered(): Promise<void> {
      throttle.heard("gitlab", "act", { status: 200 });
      await throttle.noted();
    },
  };
}
