import type { Random } from "../../../simulation/random.ts";

/** What shall begin at a moment. */
export interface Planned {
  readonly at: number;
  run(): Promise<unknown>;
}

/** Everybody waits for a turn at every call to the tables, and before its answer; who is next is drawn. */
export interface Turns {
  now(): number;
  take(): Promise<void>;
  /** Lets all of it happen. */
  play(agenda: readonly Planned[]): Promise<void>;
}

const mostTurns = 20_000;

export function turnsFrom(start: number, random: Random): Turns {
  let now = start;
  const waiting: (() => void)[] = [];
  let running = 0;

  function begin({ at, run }: Planned, failed: unknown[]): void {
    now = Math.max(now, at);
    running++;
    run()
      .catch((error: unknown) => failed.push(error))
      .finally(() => running--);
  }

  return {
    now: () => now,
    take: () => new Promise((resolve) => waiting.push(resolve)),
    async play(agenda) {
      const left = agenda.toSorted((one, other) => other.at - one.at);
      const failed: unknown[] = [];
      for (let turn = 0; left.length > 0 || running > 0; turn++) {
        if (turn > mostTurns) throw new Error("the schedule does not end");
        const next = left.at(-1);
        if (next && (waiting.length === 0 || random.chance(0.12))) begin(left.pop() ?? next, failed);
        else if (waiting.length > 0) {
          const at = random.whole(0, waiting.length - 1);
          const [go] = waiting.splice(at, 1);
          now += random.whole(0, 40);
          go?.();
        }
        // Whatever can go on without a turn does so first.
        await new Promise((resolve) => setImmediate(resolve));
      }
      if (failed.length > 0) throw failed[0];
    },
  };
}
