import { actions } from "../../lib/actions/index.ts";
import { createRulesReader, type RulesReader } from "../../lib/app/rules.ts";
import { type Throttle, unthrottled } from "../../lib/app/throttle.ts";
import { createThrottle, oneToken } from "../../lib/app/throttleShared.ts";
import type { Worker } from "../../lib/app/worker.ts";
import type { GitLab, Store } from "../../lib/core/ports.ts";
import { silent } from "../../lib/edge/log.ts";
import { gitlabPort } from "./gitlabPort.ts";
import { type FunctionName, type Process, pause, timeLimits } from "./process.ts";
import { pooledReader } from "./rulesPool.ts";
import { callTimeoutSeconds, settleSeconds, source, watched } from "./settings.ts";
import { gapOf, type Stage } from "./stage.ts";
import { tablesPort } from "./tablesPort.ts";

/** What one invocation has of the world: the whole of a worker's, which is more than most functions need. */
export interface Shift extends Worker {
  readonly process: Process;
  readonly actions: typeof actions;
  readonly record: "all" | "wanted";
  readonly remainingMillis: () => number;
}

interface Container {
  readonly skewMillis: number;
  process: Process;
  isBusy: boolean;
  readonly shift: Shift;
}

/** The functions as Lambda runs them: each invocation in a container that is idle, or in a new one. */
export interface Crew {
  /** Starts an invocation; `done` is told unless it dies. */
  invoke(name: FunctionName, work: (shift: Shift) => Promise<void>): void;
  /** Ends every container at once: the next invocations find new ones. */
  deploy(): void;
}

export function crewOf(stage: Stage): Crew {
  const { timeline, profile, fate } = stage;
  const containers = new Map<FunctionName, Container[]>();
  const areTablesDown = gapOf(stage, "tables", profile.tables.downSeconds, timeline.now());
  const isGitlabDown = gapOf(stage, "gitlab", profile.looks.downSeconds, timeline.now());
  const down = { tables: () => areTablesDown(timeline.now()), gitlab: () => isGitlabDown(timeline.now()) };
  const clocks = fate("clocks");
  const leastSkew = -clocks.next() * profile.processes.skewSeconds * 1000;
  let serial = 0;

  function idle(name: FunctionName): Container {
    const known = containers.get(name) ?? [];
    containers.set(name, known);
    const free = known.find((one) => !one.isBusy && !one.process.isDead);
    if (free) return free;
    const skewMillis = Math.round(leastSkew + clocks.next() * profile.processes.skewSeconds * 1000);
    const made = newContainer(stage, { name, skewMillis, down });
    known.push(made);
    return made;
  }

  return {
    invoke(name, work) {
      const container = idle(name);
      const now = timeline.now();
      const endsAt = now + timeLimits[name] * 1000;
      const { lateKillMillis, immortal } = profile.processes;
      container.process = {
        name,
        id: `${name}-${++serial}`,
        skewMillis: container.skewMillis,
        startedAt: now,
        endsAt,
        killedAt: immortal ? Number.POSITIVE_INFINITY : endsAt + Math.round(stage.random.next() * lateKillMillis),
        isDead: false,
        frozenUntil: 0,
        requests: 0,
      };
      container.isBusy = true;
      timeline.wake();
      const { process } = container;
      work(container.shift).then(
        () => {
          container.isBusy = false;
        },
        (error: unknown) => {
          container.isBusy = false;
          stage.met(`${name} failed`);
          stage.say(() => `${process.id}: ${String(error)}`);
        },
      );
    },
    deploy() {
      for (const list of containers.values()) for (const { process } of list) process.isDead = true;
      stage.met("deploy");
      stage.say(() => "a new version is deployed: every process ends");
    },
  };
}

interface NewContainer {
  readonly name: FunctionName;
  readonly skewMillis: number;
  readonly down: { readonly tables: () => boolean; readonly gitlab: () => boolean };
}

function newContainer(stage: Stage, { name, skewMillis, down }: NewContainer): Container {
  const { timeline, random, profile } = stage;
  const nobody: Process = {
    name,
    id: name,
    skewMillis,
    startedAt: 0,
    endsAt: 0,
    killedAt: 0,
    isDead: false,
    frozenUntil: 0,
    requests: 0,
  };
  const clock = () => timeline.now() + skewMillis;
  const now = () => container.process;
  const store: Store = tablesPort(stage, now, down.tables);
  const rules: RulesReader = profile.realReader
    ? createRulesReader({ store, actions, clock, log: silent })
    : pooledReader(store, clock);
  const gitlab: GitLab = gitlabPort(stage, now, down.gitlab);
  const remainingMillis = () => container.process.endsAt - timeline.now();
  const giveWay = (tries: number) =>
    pause(stage, container.process, Math.round(random.next() * Math.min(500, 20 * 2 ** tries)));
  const luck = () => random.next();
  const throttleWorld = {
    store,
    clock,
    luck,
    giveWay,
    pause: (millis: number) => pause(stage, container.process, millis),
  };
  const throttle: Throttle =
    profile.requestsPerMinute === 0
      ? unthrottled
      : createThrottle(throttleWorld, () => [
          { id: source, requestsPerMinute: profile.requestsPerMinute, budgets: oneToken },
        ]);
  let serial = 0;
  const shift: Shift = {
    get process() {
      return container.process;
    },
    store,
    rules,
    actions,
    record: profile.recordsAll ? "all" : "wanted",
    sources: [{ id: source, projects: [watched] }],
    gitlab: async (id) => (id === source ? gitlab : undefined),
    clock,
    random: () => `${container.process.id}.${++serial}`,
    giveWay,
    luck,
    throttle,
    leaseEnd: () => clock() + remainingMillis() + 5_000,
    remainingMillis,
    settleSeconds,
    callTimeoutSeconds,
    log: {
      ...silent,
      error(what) {
        if (what === "patrol") stage.witness.losses++;
      },
    },
  };
  const container: Container = { skewMillis, process: nobody, isBusy: false, shift };
  return container;
}
