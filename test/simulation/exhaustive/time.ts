import type { MemoryStore } from "../../../lib/store/memory.ts";
import type { Cast } from "./cast.ts";

/** An actor that lets time pass, a few times, to the moment at which a task comes due. */
export function timeFor(
  cast: Cast,
  { store, jumps, isHeldUp }: { store: MemoryStore; jumps: number; isHeldUp: (to: number) => boolean },
): void {
  const nextDue = (): number | undefined => {
    const moments = store.tables.all("tasks").flatMap(({ due }) => (Number(due) > cast.clock() ? [Number(due)] : []));
    return moments.length > 0 ? Math.min(...moments) : undefined;
  };
  cast.actor("time", async () => {
    for (let left = jumps; left > 0; left--) {
      const isOpen = () => {
        const to = nextDue();
        return to !== undefined && !isHeldUp(to);
      };
      await cast.step({ actor: "time", what: "it is due", isOpen }, () => {
        cast.pass((nextDue() ?? cast.clock()) - cast.clock());
      });
    }
  });
}

/** Time, which goes on by each of these once, in any order. */
export function time(
  cast: Cast,
  { moves, mayGoOn }: { moves: readonly number[]; mayGoOn: (millis: number) => boolean },
): void {
  for (const millis of new Set(moves)) {
    const name = `${millis} ms`;
    const isOpen = () => mayGoOn(millis);
    cast.actor(name, async () => {
      for (let left = moves.filter((one) => one === millis).length; left > 0; left--)
        await cast.step({ actor: name, what: "pass", isOpen }, () => cast.pass(millis));
    });
  }
}
