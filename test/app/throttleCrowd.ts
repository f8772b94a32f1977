import type { Room } from "../../lib/app/throttle.ts";
import { createThrottle, oneToken, type SharedThrottle } from "../../lib/app/throttleShared.ts";
import { GitLabError } from "../../lib/core/errors.ts";
import type { GitLab, Store } from "../../lib/core/ports.ts";
import type { RateAnswer } from "../../lib/core/throttleHeard.ts";
import { type Lane, mostAtOnce } from "../../lib/core/throttleSizes.ts";
import { createMemoryStore } from "../../lib/store/memory.ts";
import type { Faults } from "../../lib/store/memoryFaults.ts";

export const start = Date.UTC(2026, 10, 20, 9);
export const second = 1_000;

/** A request as GitLab saw it. */
export interface Sent {
  readonly at: number;
  readonly lane: Lane;
  readonly status: number;
}

interface Options {
  /** How many processes want something of each lane, all the time. */
  readonly workers: Partial<Readonly<Record<Lane, number>>>;
  readonly perMinute: number;
  readonly seconds: number;
  /** Draws latencies and jitter. */
  readonly luck: () => number;
  /** How GitLab answers; default: 200. */
  readonly answer?: (at: number) => RateAnswer;
  readonly faults?: (at: number) => ReturnType<Faults>;
  /** The longest that GitLab takes for an answer. */
  readonly mostMillis?: number;
  /** How long a worker rests behind each run; default: not at all. */
  readonly restMillis?: number;
}

/** Many processes that share one budget over one table, in virtual time: what they sent, and how long each take took. */
export async function crowd(options: Options): Promise<{ sent: Sent[]; waits: { lane: Lane; millis: number }[] }> {
  const time = virtualTime();
  const sent: Sent[] = [];
  const waits: { lane: Lane; millis: number }[] = [];
  const memory = createMemoryStore({ faults: () => options.faults?.(time.now()) });
  const store = slow(memory, () => time.pause(2 + options.luck() * 20));
  for (const [lane, count = 0] of Object.entries(options.workers) as [Lane, number][])
    for (let at = 0; at < count; at++) void worker(lane, process());
  await time.run(options.seconds * second);
  return { sent, waits };

  function process(): SharedThrottle {
    const { luck, perMinute: requestsPerMinute } = options;
    const giveWay = (tries: number) => time.pause(luck() * Math.min(500, 20 * 2 ** tries));
    const world = { store, clock: time.now, luck, giveWay, pause: time.pause };
    return createThrottle(world, () => [{ id: "gitlab", requestsPerMinute, budgets: oneToken }]);
  }

  async function worker(lane: Lane, throttle: SharedThrottle): Promise<void> {
    await time.pause(options.luck() * 200);
    for (;;) {
      const count = mostAtOnce[lane];
      const askedAt = time.now();
      const room = await throttle.take({ source: "gitlab", lane, requests: { act: count } }, askedAt + 30 * second);
      if ("closedUntil" in room) await time.pause(Math.max(50, room.closedUntil - time.now()));
      else {
        waits.push({ lane, millis: time.now() - askedAt });
        await run(room, { lane, throttle });
      }
      if (options.restMillis !== undefined) await time.pause(options.restMillis);
    }
  }

  /** A run that needs a little less than it took, as most do. */
  async function run(room: Room, { lane, throttle }: { lane: Lane; throttle: SharedThrottle }): Promise<void> {
    const job = async () => {
      const answer = options.answer?.(time.now()) ?? { status: 200 };
      sent.push({ at: time.now(), lane, status: answer.status });
      await time.pause(5 + options.luck() * (answer.status === 429 ? 0 : (options.mostMillis ?? 200)));
      throttle.heard("gitlab", "act", answer);
      if (answer.status === 429) throw new GitLabError("throttled", "429", { advice: "wait" });
      return undefined;
    };
    const { reads } = room.meter({ reads: { job }, writes: {} } as unknown as GitLab);
    const requests = Math.max(1, mostAtOnce[lane] - Math.floor(options.luck() * 3));
    try {
      for (let done = 0; done < requests; done++) await reads.job(1, 1);
    } catch (error) {
      if (!(error instanceof GitLabError)) throw error;
    } finally {
      await room.end();
    }
  }
}

/** The most that was sent in any minute. */
export function mostInAMinute(sent: readonly Sent[]): number {
  let [first, most] = [0, 0];
  sent.forEach(({ at }, last) => {
    while ((sent[first]?.at ?? at) <= at - 60 * second) first++;
    most = Math.max(most, last - first + 1);
  });
  return most;
}

/** A clock that goes on to the next moment that somebody waits for. */
function virtualTime() {
  const timers: { readonly at: number; readonly wake: () => void }[] = [];
  let now = start;
  return {
    now: () => now,
    pause: (millis: number) =>
      new Promise<void>((wake) => void timers.push({ at: now + Math.max(1, Math.round(millis)), wake })),
    async run(millis: number): Promise<void> {
      const end = now + millis;
      for (;;) {
        await new Promise(setImmediate);
        const next = Math.min(...timers.map(({ at }) => at));
        if (next > end) return;
        now = next;
        const due = timers.filter(({ at }) => at === next);
        timers.splice(0, timers.length, ...timers.filter(({ at }) => at !== next));
        for (const { wake } of due) wake();
      }
    },
  };
}

/** A table that takes a moment for each answer, so that those who ask at one time meet. */
function slow(store: Pick<Store, "note" | "putNote">, pause: () => Promise<void>): Pick<Store, "note" | "putNote"> {
  return {
    async note(key) {
      await pause();
      return await store.note(key);
    },
    async putNote(key, value, seen) {
      await pause();
      const isWritten = await store.putNote(key, value, seen);
      await pause();
      return isWritten;
    },
  };
}

/** Numbers from 0 to 1, the same for the same seed. */
export function luckOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
