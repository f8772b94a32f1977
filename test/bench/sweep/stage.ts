import { actions } from "../../../lib/actions/index.ts";
import { applyRules } from "../../../lib/app/apply.ts";
import { beginCycle, cyclesOf, newCycle } from "../../../lib/app/coverage/cycles.ts";
import type { TaskVerb } from "../../../lib/core/task.ts";
import { type Instant, instantText } from "../../../lib/core/time.ts";
import { randomOf } from "../../simulation/random.ts";
import { source } from "./container.ts";
import { type CountedStore, countedStore } from "./counted.ts";
import { createReaper, type Reaper } from "./life.ts";
import { openPenstock, type Penstock } from "./penstock.ts";
import { startStoreThread } from "./storeThread.ts";
import { createTimeline, type Timeline } from "./timeline.ts";
import { startTwinProcess, type TwinProcess } from "./twin.ts";

export interface StageOptions {
  readonly projects: number;
  readonly jobsPerProject: number;
  readonly perMinute: number;
  readonly latencyMillis: number;
  readonly seed: number;
  /** The tables in a thread of their own, so that this one's heap is Penstock's. */
  readonly isApart: boolean;
  /** Default: 50 an hour, 20 percent a day. */
  readonly deletes?: DeletePace;
}

/** What the rule may delete in a project. */
export interface DeletePace {
  readonly perProjectPerHour: number;
  readonly percentPerDay: number;
}

export const usualPace: DeletePace = { perProjectPerHour: 50, percentPerDay: 20 };

/** Penstock beside a twin with a crowd, in virtual time. */
export interface SweepStage {
  readonly options: StageOptions;
  readonly timeline: Timeline;
  readonly twin: TwinProcess;
  readonly tables: CountedStore;
  readonly penstock: Penstock;
  readonly reaper: Reaper;
  /** What functions logged as errors. */
  readonly faults: string[];
  /** Begins a sweep through all projects, as people do it. */
  begin(name: string): Promise<void>;
  /** Lets time pass until no task of a verb is open, and nothing runs. @returns since when none was open */
  until(verb: TaskVerb, watch?: () => void): Promise<Instant>;
  /** Lets `tick` run every minute from now on. */
  wake(): void;
  /** Lets time pass. */
  pass(millis: number): Promise<void>;
  close(): Promise<void>;
}

export const tidyRule = "tidy";
const rulesOf = ({ perProjectPerHour, percentPerDay }: DeletePace) => `version: 1
defaults: { mode: enforce }
rules:
  - id: ${tidyRule}
    description: What expired a week ago goes, after a week of quarantine.
    projects: ["**"]
    on: { schedule: { cron: "0 4 29 2 *", zone: UTC } }
    when: { artifacts: { expiredFor: 7d }, tag: false }
    do: { deleteArtifacts: { quarantine: 7d } }
    limit: { perProjectPerHour: ${perProjectPerHour}, percentPerDay: ${percentPerDay} }
`;

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const start = Date.UTC(2026, 10, 20, 9, 30);
/** What is kept for a while has expired by then. */
const olderMillis = 100 * day;
const longestMillis = 400 * day;

export async function openSweepStage(options: StageOptions): Promise<SweepStage> {
  const { projects, jobsPerProject, seed } = options;
  const twin = await startTwinProcess({ start, crowd: { projects, jobsPerProject, seed } });
  const thread = options.isApart ? await startStoreThread() : undefined;
  const tables = thread?.store ?? countedStore();
  const timeline = createTimeline(start, (now) => twin.setTime(now));
  const reaper = createReaper(randomOf(seed));
  const faults: string[] = [];
  const penstock = openPenstock({
    ...options,
    timeline,
    store: tables,
    gitlab: twin,
    random: randomOf(seed + 1),
    reaper,
    onFault: (text) => faults.push(text),
  });
  const text = rulesOf(options.deletes ?? usualPace);
  const applied = await applyRules([{ file: "tidy.yaml", text }], source, { store: tables, actions });
  if (typeof applied === "object" && "problems" in applied) throw new Error(JSON.stringify(applied.problems));
  const beat = createBeat(timeline, penstock, tables);
  const pass = async (millis: number) => {
    const end = timeline.now() + millis;
    timeline.at(end, () => {});
    await timeline.run(() => timeline.now() >= end);
  };
  await pass(olderMillis);
  return {
    ...{ options, timeline, twin, tables, penstock, reaper, faults, pass },
    async begin(name) {
      const now = timeline.now();
      await beginCycle(source, name, newCycle({ cycle: instantText(now), began: now, who: "bench" }), penstock.store);
      beat.start();
    },
    wake: () => beat.start(),
    async until(verb, watch) {
      const last = timeline.now() + longestMillis;
      let endedAt: Instant | undefined;
      await timeline.run(async () => {
        watch?.();
        if (timeline.now() > last) throw new Error(`there are ${verb} tasks for more than ${longestMillis / day} days`);
        const isOver = (await tables.open(verb)) === 0 && !(await isPlanning(tables));
        endedAt = isOver ? (endedAt ?? timeline.now()) : undefined;
        return isOver && penstock.isIdle();
      });
      return endedAt ?? timeline.now();
    },
    async close() {
      await penstock.close();
      await thread?.close();
      await twin.close();
    },
  };
}

async function isPlanning(tables: CountedStore): Promise<boolean> {
  return [...(await cyclesOf(source, tables)).values()].some(({ planning }) => planning !== undefined);
}

/** `tick` every minute; where nothing is due for long and no cycle is planned, it is left out: it would only look. */
function createBeat(timeline: Timeline, penstock: Penstock, tables: CountedStore) {
  let round = 0;
  function next(mine: number, when: number): void {
    timeline.at(when, () => mine === round && beat(mine));
  }
  function beat(mine: number): void {
    penstock.tick();
    const now = timeline.now();
    timeline.at(now + minute - 1, () => {
      if (mine === round) void timeline.during(() => plan(mine, now + minute));
    });
  }
  async function plan(mine: number, soonest: number): Promise<void> {
    const isQuiet = penstock.isIdle() && !(await isPlanning(tables));
    const due = isQuiet ? await tables.firstDue() : soonest;
    const wanted = Math.min(due ?? Number.POSITIVE_INFINITY, soonest + hour);
    next(mine, Math.max(soonest, Math.ceil(wanted / minute) * minute));
  }
  return { start: () => beat(++round) };
}
