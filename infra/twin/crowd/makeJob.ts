import type { Job, Pipeline } from "../state/graph.ts";
import { logHead } from "../state/log.ts";
import type { Past } from "../state/past.ts";
import type { World } from "../state/world.ts";
import { hash } from "./hash.ts";
import { leaveFiles } from "./leftFiles.ts";
import type { Plot } from "./runs.ts";
import type { TimedRun } from "./times.ts";

/** What the jobs of a generated pipeline are made from. */
export interface Mould {
  readonly plot: Plot;
  readonly place: number;
  readonly past: Pick<Past<Pipeline>, "cleanedUp" | "expiries">;
  readonly world: World;
  readonly firstId: number;
}

const reasons: readonly string[] = [
  ...Array.from({ length: 14 }, () => "script_failure"),
  ...["runner_system_failure", "runner_system_failure", "job_execution_timeout", "runner_unsupported", "lost"],
];
const reasonSalt = 7000;

/** One run of a job, with its log and with what it left. */
export function makeJob(mould: Mould, pipeline: Pipeline, { run, slot }: { run: TimedRun; slot: number }): Job {
  const { plot, place, firstId, world } = mould;
  const { part, status, isRetried, createdAt, queuedAt, startedAt, finishedAt } = run;
  const reason = status === "failed" ? reasonAt(mould, slot) : null;
  const job: Job = {
    ...part.definition,
    ...plain,
    id: firstId + slot,
    pipeline,
    person: pipeline.person,
    status,
    isRetried,
    createdAt,
    queuedAt,
    startedAt,
    finishedAt,
    failureReason: reason,
    exitCode: reason === "script_failure" ? 1 : null,
    runner: startedAt === null ? null : world.runner,
    files: [],
  };
  if (startedAt !== null) job.log = logHead({ clock: () => startedAt }, job);
  if (startedAt !== null && finishedAt !== null) leaveFiles(mould.past, { plot, place, slot, part, job, finishedAt });
  return job;
}

/** A job whose runner fell silent has its reason by another name since 18.x, as in `patience.ts`. */
function reasonAt({ plot, place, world }: Mould, slot: number): string {
  const reason = reasons[hash(plot.seed, place, reasonSalt + slot) % reasons.length];
  if (reason === "lost") return world.vintage === 2026 ? "no_updates_running" : "stuck_or_timeout_failure";
  return reason ?? "script_failure";
}

/** What generated jobs have in common. */
const plain = {
  startsAtOnce: false,
  variables: {},
  inputValues: {},
  scheduledAt: null,
  downstream: null,
  deployment: null,
  erasedAt: null,
  silentSince: null,
  artifactsExpireAt: null,
  log: "",
} as const satisfies Partial<Job>;
