import { type Cycle, cycleKey, cycleScope, isLaterCycle, readCycle } from "../../core/coverage.ts";
import type { Store } from "../../core/ports.ts";

type Desk = Pick<Store, "note" | "notes" | "putNote">;

/** The newest cycle of each of a source's sweeps, by the sweep's name. */
export async function cyclesOf(source: string, store: Pick<Store, "notes">): Promise<ReadonlyMap<string, Cycle>> {
  const notes = await store.notes(cycleScope(source));
  return new Map(
    notes.flatMap(({ key, value }) => {
      const cycle = readCycle(value);
      return cycle ? [[key, cycle] as const] : [];
    }),
  );
}

/** What a cycle begins with: nobody has looked yet which projects it is for. */
export function newCycle(begins: Pick<Cycle, "cycle" | "began" | "who">): Cycle {
  return { ...begins, projects: 0, pages: 0, planning: {} };
}

/** Begins a cycle, unless it or a later one has begun. @returns false: somebody else wrote at that moment */
export async function beginCycle(source: string, name: string, cycle: Cycle, store: Desk): Promise<boolean> {
  const key = cycleKey(source, name);
  const text = await store.note(key);
  const before = readCycle(text);
  if (before && !isLaterCycle(cycle.cycle, before.cycle)) return true;
  return await store.putNote(key, JSON.stringify(cycle), text);
}
