import { actions } from "../../../lib/actions/index.ts";
import { applyRules } from "../../../lib/app/apply.ts";
import { type Patrolled, patrol } from "../../../lib/app/patrol.ts";
import { patrolStanding } from "../../../lib/app/patrolled/standing.ts";
import { createRulesReader } from "../../../lib/app/rules.ts";
import type { Throttle } from "../../../lib/app/throttle.ts";
import { GitLabError } from "../../../lib/core/errors.ts";
import { patrolBound, patrolIntervalSeconds } from "../../../lib/core/patrolBound.ts";
import type { PatrolStanding } from "../../../lib/core/patrolled.ts";
import type { Store } from "../../../lib/core/ports.ts";
import { createMemoryStore } from "../../../lib/store/memory.ts";
import { createFleet, type Fleet, type Member } from "./fleet.ts";

export const start = Date.UTC(2026, 10, 20, 9);

export interface WatchOptions {
  readonly projects: number;
  /** Of the token. The patrol has its own share and nothing else: all other lanes are busy. */
  readonly perMinute: number;
  /** From 0 to 1, the same for the same case. */
  readonly luck: () => number;
  /** Told of what is logged. */
  readonly onLog?: (what: string, fields: Readonly<Record<string, unknown>>) => void;
  /** Told of every answer about a project: what happens then, it does not show any more. */
  readonly onAnswer?: (what: string, member: Member, watch: Watch) => void;
}

/** The patrol over a fleet of projects, in virtual time, set going every ten minutes as AWS does. */
export interface Watch {
  readonly fleet: Fleet;
  readonly store: Store & { readonly writes: number };
  now(): number;
  /** Lets time pass. */
  pass(millis: number): void;
  /** When a job was found, by its id. */
  readonly found: ReadonlyMap<number, number>;
  /** Requests since the beginning, by what they asked for. */
  readonly asked: Map<string, number>;
  /** Lets something happen at a moment, before the first request that is answered after it. */
  at(when: number, happen: () => void): void;
  apply(rules: string): Promise<void>;
  /** The next run; `crashAfter`: it dies with so many requests sent. */
  run(crashAfter?: number): Promise<Patrolled | "crashed" | undefined>;
  standing(): Promise<PatrolStanding>;
}

const source = "gitlab";
const hooksPart = 0.1;

export function openWatch({ projects, perMinute, luck, onAnswer, onLog = () => {} }: WatchOptions): Watch {
  let now = start + Math.floor(luck() * patrolIntervalSeconds * 1000);
  let nextRunAt = now;
  let left = Number.POSITIVE_INFINITY;
  let die: ((how: "crashed") => void) | undefined;
  const happenings: { readonly when: number; readonly happen: () => void }[] = [];
  const found = new Map<number, number>();
  const asked = new Map<string, number>();
  const memory = createMemoryStore();
  const store = { ...memory, commit: noting(memory, (id) => found.has(id) || found.set(id, now)) };
  const clock = () => now;
  const log = {
    info: (what: string, fields = {}) => onLog(what, fields),
    error: (what: string, fields = {}) => onLog(what, fields),
  };
  const rules = createRulesReader({ store, actions, clock, log });

  function pass(millis: number): void {
    const end = now + millis;
    for (let next = happenings[0]; next && next.when <= end; next = happenings[0]) {
      happenings.shift();
      now = Math.max(now, next.when);
      next.happen();
    }
    now = end;
  }

  async function ask(what: string, member?: Member): Promise<void> {
    asked.set(what, (asked.get(what) ?? 0) + 1);
    if (left-- <= 0) {
      die?.("crashed");
      // A process that died goes on with nothing.
      await new Promise<never>(() => {});
    }
    pass(60 + Math.floor(luck() * 80));
    if (member && member.brokenUntil > now)
      throw new GitLabError("server", `GET /projects/${member.id}: 500`, { advice: "none", status: 500 });
  }

  const fleet = createFleet(projects, { ask, answered: (what, member) => onAnswer?.(what, member, watch) });
  const world = {
    ...{ store, rules, actions, clock, log, throttle: ownShare(perMinute, clock), callTimeoutSeconds: 12 },
    random: () => `r${Math.floor(luck() * 1e9)}`,
    giveWay: async () => {},
    pause: async (millis: number) => pass(Math.ceil(millis)),
    reads: async () => fleet.reads,
    mostRequests: 3_000,
    requestsPerMinute: () => perMinute,
  };
  const watch: Watch = {
    ...{ fleet, store, found, asked, pass },
    now: clock,
    at(when, happen) {
      const behind = happenings.findLastIndex((one) => one.when <= when);
      happenings.splice(behind + 1, 0, { when, happen });
    },
    async apply(text) {
      const applied = await applyRules([{ file: "rules.yaml", text }], source, { store, actions });
      if (typeof applied === "object" && "problems" in applied) throw new Error(JSON.stringify(applied.problems));
    },
    async run(crashAfter) {
      pass(Math.max(0, nextRunAt - now));
      nextRunAt = now + patrolIntervalSeconds * 1000;
      const endsAt = now + patrolIntervalSeconds * 1000 * (1 - hooksPart);
      left = crashAfter ?? Number.POSITIVE_INFINITY;
      const { promise, resolve } = Promise.withResolvers<"crashed">();
      die = resolve;
      const run = patrol({ id: source, projects: ["**"] }, { ...world, remainingMillis: () => endsAt - now });
      return await Promise.race([promise, run]);
    },
    standing: () => patrolStanding(source, { store, now }),
  };
  return watch;
}

/** The patrol's own share of the budget, request by request. */
function ownShare(perMinute: number, clock: () => number): Throttle {
  const size = {
    projects: 1,
    listsPerProject: 1,
    requestsPerMinute: perMinute,
    intervalSeconds: patrolIntervalSeconds,
  };
  const stepMillis = 60_000 / patrolBound(size).perMinute;
  let freeAt = 0;
  return {
    async take() {
      const now = clock();
      if (freeAt > now) return { closedUntil: freeAt, reason: "the budget is used up" };
      freeAt = Math.max(freeAt, now - stepMillis) + stepMillis;
      return { meter: (gitlab) => gitlab, settle: () => {}, end: async () => {} };
    },
    noted: async () => {},
  };
}

/** The store, with a word about every job that a task is planned for. */
function noting(store: Store, onFound: (jobId: number) => void): Store["commit"] {
  return async (writes) => {
    const committed = await store.commit(writes);
    for (const write of committed === "written" ? writes : [])
      if ("put" in write && write.put.object.startsWith("job:")) onFound(Number(write.put.object.slice(4)));
    return committed;
  };
}
