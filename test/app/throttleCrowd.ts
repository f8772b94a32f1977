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
  /** 0: no answer came. */
  readonly status: number;
  /** The process that sent it, and when it was over. */
  readonly by: number;
  over: number;
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
  /** How long a request waits for an answer that does not come; default: not at all. */
  readonly silentMillis?: number;
  /** By how much clocks are ahead or behind. */
  readonly skewMillis?: number;
  /** How long a worker rests behind each run; default: not at all. */
  readonly restMillis?: number;
  /** How many requests a run sends, and how long each answer takes; default: a little less than it took, by luck. */
  readonly runs?: (at: number) => { readonly requests: number; readonly millis: number };
}

interface Crowd {
  readonly sent: readonly Sent[];
  /** How long each take took that got room. */
  readonly waits: readonly { readonly lane: Lane; readonly millis: number }[];
  /** The others. */
  readonly closed: readonly { readonly at: number; readonly reason: string }[];
  /** When the item was written, and what then stood in it. */
  readonly notes: readonly { readonly at: number; readonly text: string }[];
}

/** Many processes that share one budget over one table, in virtual time. */
export async function crowd(options: Options): Promise<Crowd> {
  const time = virtualTime();
  const sent: Sent[] = [];
  const waits: { lane: Lane; millis: number }[] = [];
  const closed: { at: number; reason: string }[] = [];
  let processes = 0;
  const memory = createMemoryStore({ faults: () => options.faults?.(time.now()) });
  const notes: { at: number; text: string }[] = [];
  const store = slow(memory, {
    pause: () => time.pause(2 + options.luck() * 20),
    written: (text) => void notes.push({ at: time.now(), text }),
  });
  for (const [lane, count = 0] of Object.entries(options.workers) as [Lane, number][])
    for (let at = 0; at < count; at++) void worker(lane, { by: ++processes, throttle: process() });
  await time.run(options.seconds * second);
  return { sent, waits, closed, notes };

  function process(): SharedThrottle {
    const { luck, perMinute: requestsPerMinute, skewMillis } = options;
    const skew = skewMillis === undefined ? 0 : Math.round((2 * luck() - 1) * skewMillis);
    const giveWay = (tries: number) => time.pause(luck() * Math.min(500, 20 * 2 ** tries));
    const world = { store, clock: () => time.now() + skew, luck, giveWay, pause: time.pause };
    return createThrottle(world, () => [{ id: "gitlab", requestsPerMinute, budgets: oneToken }]);
  }

  async function worker(lane: Lane, { by, throttle }: Process): Promise<void> {
    await time.pause(options.luck() * 200);
    for (;;) {
      const count = mostAtOnce[lane];
      const askedAt = time.now();
      const room = await throttle.take({ source: "gitlab", lane, requests: { act: count } }, askedAt + 30 * second);
      if ("closedUntil" in room) {
        closed.push({ at: time.now(), reason: room.reason });
        await time.pause(Math.max(50, room.closedUntil - time.now()));
      } else {
        waits.push({ lane, millis: time.now() - askedAt });
        await run(room, lane, { by, throttle });
      }
      if (options.restMillis !== undefined) await time.pause(options.restMillis);
    }
  }

  function longest({ status, failed }: RateAnswer): number {
    if (failed) return options.silentMillis ?? 0;
    return status === 429 ? 0 : (options.mostMillis ?? 200);
  }

  /** A run that needs a little less than it took, as most do. */
  async function run(room: Room, lane: Lane, { by, throttle }: Process): Promise<void> {
    const job = async () => {
      const answer = options.answer?.(time.now()) ?? { status: 200 };
      const one = { at: time.now(), lane, status: answer.status ?? 0, by, over: Number.POSITIVE_INFINITY };
      sent.push(one);
      await time.pause(options.runs?.(one.at).millis ?? 5 + options.luck() * longest(answer));
      one.over = time.now();
      throttle.heard("gitlab", "act", answer);
      if (answer.status === 429) throw new GitLabError("throttled", "429", { advice: "wait" });
      if (answer.failed) throw new GitLabError("unreachable", "nothing came", { advice: "wait" });
      return undefined;
    };
    const { reads } = room.meter({ reads: { job }, writes: {} } as unknown as GitLab);
    const usual = Math.max(1, mostAtOnce[lane] - Math.floor(options.luck() * 3));
    const requests = () => options.runs?.(time.now()).requests ?? usual;
    try {
      for (let done = 0; done < requests(); done++) await reads.job(1, 1);
    } catch (error) {
      if (!(error instanceof GitLabError)) throw error;
    } finally {
      await room.end();
    }
  }
}

interface Process {
  readonly by: number;
  readonly throttle: SharedThrottle;
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
function slow(
  store: Pick<Store, "note" | "putNote">,
  { pause, written }: { readonly pause: () => Promise<void>; readonly written: (text: string) => void },
): Pick<Store, "note" | "putNote"> {
  return {
    async note(key) {
      await pause();
      return await store.note(key);
    },
    async putNote(key, value, seen) {
      await pause();
      const isWritten = await store.putNote(key, value, seen);
      if (isWritten) written(value);
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
