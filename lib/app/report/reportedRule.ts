import type { Limit } from "../../core/limit.ts";
import type { Instant } from "../../core/time.ts";
import { type HeldBack, heldBy } from "./held.ts";
import { type HeardRule, jobKey, type Said, type Wanted, type WantedJob } from "./wanted.ts";

/** A rule as the active rulebook has it. */
export interface KnownRule {
  readonly id: string;
  /** As rules write it: `report`, `enforce 10%`. */
  readonly mode: string;
  readonly action: string;
  readonly limit: Limit;
  /** It acts nowhere, or not everywhere: then what it would do is only reported. */
  readonly reports: boolean;
}

/** What a rule would have done that only reported. */
export interface ReportedRule {
  readonly rule: string;
  /** Missing: it is in the active rulebook no more. */
  readonly mode?: string;
  readonly verbs: readonly string[];
  /** How often it would have acted: once a task; and the calls that this would have been: a restart is two. */
  readonly times: number;
  readonly calls: number;
  readonly jobs: number;
  readonly projects: number;
  readonly first?: Instant;
  readonly last?: Instant;
  /** The newest three. */
  readonly examples: readonly Example[];
  /** Tasks that it wanted and that were done, for another rule. */
  readonly doneForOthers: number;
  /** Of how many jobs it could not tell at the door, so that a look followed; of how many tasks not even after a look. */
  readonly unknown: { readonly atDoor: number; readonly afterLook: number; readonly why: readonly Why[] };
  /** What its limits of now would have held back, each by itself. */
  readonly held: readonly HeldBack[];
}

export interface Example {
  readonly task: string;
  readonly project: string;
  /** E.g. `job 1001 "build"`. */
  readonly job: string;
  readonly at: Instant;
  /** Missing where no delivery told. */
  readonly because?: string;
}

/** Why a rule could not tell, and how often. */
interface Why {
  readonly because: string;
  readonly times: number;
}

const mostExamples = 3;
const mostWhys = 5;

export function shapeRule(heard: {
  readonly id: string;
  readonly heard: HeardRule;
  readonly jobs: ReadonlyMap<string, WantedJob>;
  readonly known: KnownRule | undefined;
}): ReportedRule {
  const { id, jobs, known } = heard;
  const { wanted, others, atDoor, afterLook } = heard.heard;
  const all = [...wanted.values()].toSorted((one, other) => other.last - one.last || (one.task < other.task ? -1 : 1));
  const isRestart = known?.action === "restart";
  return {
    rule: id,
    ...(known && { mode: known.mode }),
    verbs: [...new Set(all.map(({ verb }) => (isRestart && verb === "cancel" ? "restart" : verb)))].toSorted(),
    times: all.length,
    calls: all.length * (isRestart ? 2 : 1),
    jobs: new Set(all.map(({ project, job }) => `${project}/${job}`)).size,
    projects: new Set(all.map(({ project }) => project)).size,
    ...timesOf(all),
    examples: all.slice(0, mostExamples).map((one) => exampleOf(one, { id, jobs })),
    doneForOthers: others.size,
    unknown: {
      atDoor: atDoor.size,
      afterLook: afterLook.size,
      why: whysOf([...atDoor.values(), ...afterLook.values()]),
    },
    held: heldBy(known?.limit ?? {}, all, jobs),
  };
}

/** @param wanted the newest first */
function timesOf(wanted: readonly Wanted[]): { first?: Instant; last?: Instant } {
  const [newest] = wanted;
  if (newest === undefined) return {};
  return { first: wanted.reduce((least, { first }) => Math.min(least, first), newest.first), last: newest.last };
}

function exampleOf(wanted: Wanted, { id, jobs }: { id: string; jobs: ReadonlyMap<string, WantedJob> }): Example {
  const { task, path, job, last } = wanted;
  const { facts, because } = jobs.get(jobKey({ projectId: wanted.project, job })) ?? {};
  const why = because?.get(id)?.text;
  const name = facts === undefined ? "" : ` ${JSON.stringify(facts.job.name)}`;
  return {
    task,
    project: path,
    job: `${job.replace(":", " ")}${name}`,
    at: last,
    ...(why !== undefined && { because: why }),
  };
}

function whysOf(said: readonly Said[]): Why[] {
  const groups = Map.groupBy(said, ({ text }) => text);
  return [...groups]
    .map(([because, list]) => ({ because, times: list.length }))
    .toSorted((one, other) => other.times - one.times || (one.because < other.because ? -1 : 1))
    .slice(0, mostWhys);
}
