import type { WorkerWorld } from "../../../functions/world/worker.ts";
import { actions } from "../../../lib/actions/index.ts";
import { createRulesReader } from "../../../lib/app/rules.ts";
import { createThrottle, oneToken } from "../../../lib/app/throttleShared.ts";
import type { GitLab, Store } from "../../../lib/core/ports.ts";
import { silent } from "../../../lib/edge/log.ts";
import type { VirtualTime } from "./time.ts";

export const source = "gitlab";
export const start = Date.UTC(2026, 10, 20, 9);
export const minute = 60_000;

export interface ProcessOptions {
  readonly store: Store;
  readonly time: VirtualTime;
  readonly luck: () => number;
  readonly perMinute: number;
  readonly gitlab: GitLab;
  /** How far its clock is ahead. */
  readonly skewMillis?: number;
}

let serial = 0;

/** A container: a clock and a throttle of its own over the shared tables. */
export function processOf({ store, time, luck, perMinute, gitlab, skewMillis = 0 }: ProcessOptions): WorkerWorld {
  const clock = () => time.now() + skewMillis;
  const giveWay = (tries: number) => time.pause(luck() * Math.min(500, 20 * 2 ** tries));
  const world = { store, clock, luck, giveWay, pause: time.pause };
  return {
    ...world,
    throttle: createThrottle(world, () => [{ id: source, requestsPerMinute: perMinute, budgets: oneToken }]),
    rules: createRulesReader({ store, actions, clock, log: silent }),
    sources: [{ id: source, projects: ["**"] }],
    gitlab: async () => gitlab,
    random: () => `r${String(++serial).padStart(9, "0")}`,
    settleSeconds: 180,
    callTimeoutSeconds: 12,
    log: silent,
  };
}

/** The table as a process reaches it over the network: a few milliseconds for each answer that others may come between. */
export function farStore(
  near: Store,
  late: () => Promise<void>,
  wrote: (writes: Parameters<Store["commit"]>[0]) => void,
): Store {
  const after = async <T>(answer: () => Promise<T>): Promise<T> => {
    await late();
    return await answer();
  };
  return {
    ...near,
    note: (key) => after(() => near.note(key)),
    putNote: (key, value, seen) => after(() => near.putNote(key, value, seen)),
    dueTasks: (now, most, how) => after(() => near.dueTasks(now, most, how)),
    async commit(writes) {
      const committed = await after(() => near.commit(writes));
      if (committed === "written") wrote(writes);
      return committed;
    },
  };
}
