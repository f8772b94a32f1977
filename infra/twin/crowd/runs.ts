import { compositeStatus } from "../machine/composite.ts";
import type { JobStatus } from "../state/jobParts.ts";
import { between, hash } from "./hash.ts";
import { ageOf, bornAt, type Layout } from "./layout.ts";
import { isManual, kinds, type Part } from "./parts.ts";
import { runsOf, type Shape, shapeAt } from "./shapes.ts";

/** A project of a crowd, as far as chance has to know it. */
export interface Plot {
  readonly layout: Layout;
  readonly index: number;
  /** The project's own. */
  readonly seed: number;
}

/** One run of a job, and how it went. */
export interface Run {
  readonly part: Part;
  readonly status: JobStatus;
  readonly isRetried: boolean;
  /** The run before it, by its number in the pipeline. */
  readonly after: number | null;
}

/** How a pipeline went: `at` is the part where it went wrong. */
type Outcome =
  | { readonly word: "passed" }
  | { readonly word: "pending" }
  | { readonly word: "running" }
  | { readonly word: "failed" | "canceled"; readonly at: number };

const minute = 60_000;
/** No pipeline that goes well takes longer, save at its gate. */
const longestMillis = 40 * minute;
/** A pipeline that is younger has not got through its first stage. */
const firstStageMillis = 6 * minute;
/** So many of the first parts of every kind start by themselves. */
const automatic = 4;

const salts = { outcome: 1, at: 2, flaky: 3, status: 100 };

/** How a pipeline went, in a row of runs, those of its jobs first, then those that replaced one. */
export function runsAt(plot: Plot, place: number): Run[] {
  const { layout, seed } = plot;
  const shape = shapeAt(ageOf(layout, place));
  const count = place === 0 ? layout.oldestRuns : runsOf(shape);
  const parts = kinds[shape.kind].parts.slice(0, count);
  const outcome = outcomeAt(plot, place, parts);
  const runs: Run[] = parts.map((part, at) => {
    const status = statusOf(outcome, { parts, at, chance: hash(seed, place, salts.status + at) });
    return { part, status, isRetried: false, after: null };
  });
  const flaky = flakyPart(plot, place, { outcome, parts });
  const first = runs[flaky];
  if (first) addReruns(runs, { flaky, first, reruns: Math.min(shape.reruns, count - parts.length) });
  return runs;
}

function addReruns(runs: Run[], { flaky, first, reruns }: { flaky: number; first: Run; reruns: number }): void {
  if (reruns > 0) runs[flaky] = { ...first, status: "failed", isRetried: true };
  for (let number = 1; number <= reruns; number++) {
    const after = number === 1 ? flaky : runs.length - 1;
    const isLast = number === reruns;
    runs.push({ part: first.part, status: isLast ? first.status : "failed", isRetried: !isLast, after });
  }
}

/** What was run again is what failed at last; what went well at last may be anything that starts by itself. */
function flakyPart({ seed }: Plot, place: number, { outcome, parts }: { outcome: Outcome; parts: readonly Part[] }) {
  if (outcome.word === "failed") return outcome.at;
  if (outcome.word !== "passed") return 0;
  return between(hash(seed, place, salts.flaky), 0, Math.min(automatic, parts.length));
}

function outcomeAt(plot: Plot, place: number, parts: readonly Part[]): Outcome {
  const { layout, index, seed } = plot;
  const draw = between(hash(seed, place, salts.outcome), 0, 1000);
  if (ageOf(layout, place) === 0) {
    const sinceMillis = layout.until - bornAt(layout, { index, place });
    if (sinceMillis < firstStageMillis) return { word: "pending" };
    // some of those that should be over wait for a runner, or hang
    if (sinceMillis < longestMillis || draw % 10 === 0) return { word: draw % 3 === 0 ? "pending" : "running" };
  }
  if (draw < 860) return { word: "passed" };
  const firm = parts.flatMap((part, at) => (at < automatic && !part.definition.allowFailure ? at : []));
  const at = firm[between(hash(seed, place, salts.at), 0, firm.length)] ?? 0;
  return { word: draw < 960 ? "failed" : "canceled", at };
}

interface Standing {
  readonly parts: readonly Part[];
  readonly at: number;
  readonly chance: number;
}

function statusOf(outcome: Outcome, { parts, at, chance }: Standing): JobStatus {
  const part = parts[at];
  if (!part) return "created";
  const draw = between(chance, 0, 100);
  if (outcome.word === "passed") return passedStatus(part, draw);
  const stages = [...new Set(parts.map(({ definition }) => definition.stage))];
  const stage = stages.indexOf(part.definition.stage);
  if (outcome.word === "pending" || outcome.word === "running")
    return activeStatus(outcome.word, { stage, at, stages: stages.length });
  const broken = stages.indexOf(parts[outcome.at]?.definition.stage ?? "");
  if (at === outcome.at) return outcome.word;
  if (outcome.word === "canceled") return stage >= broken ? "canceled" : "success";
  if (stage <= broken || part.definition.when === "always") return "success";
  return "skipped";
}

function passedStatus(part: Part, draw: number): JobStatus {
  const { allowFailure } = part.definition;
  if (isManual(part)) return draw < (allowFailure ? 20 : 70) ? "success" : "manual";
  return allowFailure && draw < 5 ? "failed" : "success";
}

function activeStatus(
  word: "pending" | "running",
  { stage, at, stages }: { stage: number; at: number; stages: number },
): JobStatus {
  if (word === "pending") return stage === 0 ? "pending" : "created";
  if (stages === 1) return "running";
  if (stage === 0) return "success";
  if (stage > 1) return "created";
  return (["success", "running"] as const)[at - 1] ?? "pending";
}

/** The pipeline's. */
export function statusOfRuns(runs: readonly Run[]): JobStatus {
  const latest = runs.filter(({ isRetried }) => !isRetried);
  const judged = latest.map(({ status, part }) => ({ status, allowFailure: part.definition.allowFailure }));
  return compositeStatus(judged) ?? "created";
}

/** Those of a pipeline that has not ended: only a project's newest pipeline may have them. */
export const unfinished: ReadonlySet<JobStatus> = new Set(["created", "pending", "running"] as const);

/** The statuses that generated jobs have at all. */
export const generated: ReadonlySet<JobStatus> = new Set([
  ...unfinished,
  "success",
  "failed",
  "canceled",
  "skipped",
  "manual",
] as const satisfies readonly JobStatus[]);

export function kindAt({ layout }: Plot, place: number): Shape["kind"] {
  return shapeAt(ageOf(layout, place)).kind;
}
