import type { Instant } from "../../../lib/core/time.ts";
import { between, hash } from "./hash.ts";
import { bornAt } from "./layout.ts";
import { isManual } from "./parts.ts";
import type { Plot, Run } from "./runs.ts";

/** A run with its times, which fit together as if GitLab had written them. */
export interface TimedRun extends Run {
  readonly createdAt: Instant;
  readonly queuedAt: Instant | null;
  readonly startedAt: Instant | null;
  readonly finishedAt: Instant | null;
}

type Times = Omit<TimedRun, keyof Run>;

const second = 1000;
const salts = { wait: 1000, length: 2000, person: 3000 };

/** The runs of a pipeline one stage after the other, each re-run after the run that it replaced. */
export function timed({ plot, place }: { plot: Plot; place: number }, runs: readonly Run[]): TimedRun[] {
  const bornWhen = bornAt(plot.layout, { index: plot.index, place });
  const found: TimedRun[] = [];
  let stageBegins = bornWhen;
  for (const stage of new Set(runs.map(({ part }) => part.definition.stage))) {
    let stageEnds = stageBegins;
    for (const [slot, run] of runs.entries()) {
      if (run.part.definition.stage !== stage) continue;
      const before = run.after === null ? undefined : found[run.after];
      const createdAt = before?.finishedAt == null ? bornWhen : before.finishedAt + 5 * second;
      const chance = (salt: number) => hash(plot.seed, place, salt + slot);
      const times = timesOf(run, { createdAt, from: Math.max(stageBegins, createdAt), chance });
      found[slot] = { ...run, ...times };
      stageEnds = Math.max(stageEnds, times.finishedAt ?? 0);
    }
    stageBegins = stageEnds;
  }
  return found;
}

interface Born {
  readonly createdAt: Instant;
  /** When its turn comes. */
  readonly from: Instant;
  readonly chance: (salt: number) => number;
}

function timesOf({ status, part }: Run, { createdAt, from, chance }: Born): Times {
  const never: Times = { createdAt, queuedAt: null, startedAt: null, finishedAt: null };
  if (status === "created" || status === "skipped" || status === "manual") return never;
  if (status === "canceled") return { ...never, finishedAt: from + 90 * second };
  const playedAfter = isManual(part) ? between(chance(salts.person), 300, 3000) : 0;
  const queuedAt = from + playedAfter * second;
  if (status === "pending") return { ...never, queuedAt };
  const startedAt = queuedAt + between(chance(salts.wait), 500, 30_000);
  if (status === "running") return { ...never, queuedAt, startedAt };
  const [least, most] = part.seconds;
  return {
    createdAt,
    queuedAt,
    startedAt,
    finishedAt: startedAt + between(chance(salts.length), least * second, most * second),
  };
}
