import type { DeploymentWord } from "./deployment.ts";
import type { Job } from "./job.ts";
import type { Instant } from "./time.ts";

/** GitLab's roles by the number that it orders them with. Source: docs.gitlab.com/api/access_requests (read 2026-11). */
export const roleLevels = {
  guest: 10,
  planner: 15,
  reporter: 20,
  developer: 30,
  maintainer: 40,
  owner: 50,
} as const;
export type Role = keyof typeof roleLevels;

/** What a pipeline was made for, from a look at it. */
export interface LookedPipeline {
  readonly source?: string;
  readonly status?: string;
  readonly createdAt?: Instant;
  readonly userId?: number | null;
  /** The merge request that it ran for, `null` where it ran for none. */
  readonly mergeRequest?: { readonly target?: string; readonly isFromFork?: boolean } | null;
}

/** Who caused the job, and what they may in the project now. */
export interface Causer {
  readonly userId: number;
  readonly username?: string;
  /** GitLab's number, 0 for nobody of the project. Missing: it could not be learnt. */
  readonly level?: number;
  readonly isBot?: boolean;
}

/** A part of a log that a rule asks for. */
export interface LogAsk {
  /** Names of sections; missing: what the runner itself wrote, never the user's script. */
  readonly sections?: readonly string[];
  /** How much of the log's end is read. */
  readonly tailBytes: number;
}

/** A log ask as the key under which its answer is found. */
export function logKey({ sections, tailBytes }: LogAsk): string {
  return JSON.stringify([sections?.toSorted() ?? null, tailBytes]);
}

/**
 * What only a look tells about a job, each part once it was asked for. A part that is missing is *unknown*: not asked for
 * yet, or not to be learnt; `null` is *absent*.
 */
export interface Looked {
  readonly pipeline?: LookedPipeline | null;
  readonly isProtected?: boolean;
  readonly by?: Causer | null;
  /** Groups by full path: whether whoever caused it is a member now, groups above included; `hidden`: it was not to be learnt. */
  readonly groups?: ReadonlyMap<string, boolean | "hidden">;
  /** No newer pipeline is there on its ref, children left out. */
  readonly isNewest?: boolean;
  /** Its pipeline is the newest successful one of its ref. */
  readonly isLatest?: boolean;
  /** A newer pipeline of its ref has succeeded. */
  readonly isSuperseded?: boolean;
  /** 1 for the first run of that name in that pipeline, runs by anybody counted. */
  readonly attempt?: number;
  /** The newest run of each job of its pipeline, itself and bridges included. */
  readonly siblings?: readonly Job[];
  /** 1 for the newest successful run of that name on that ref; `null` for a job that is none; at least `mostRank` + 1 counts as more. */
  readonly rank?: number | null;
  /** What an environment, or how it is started, is told of a job that no hook told of. */
  readonly environment?: Job["environment"];
  readonly when?: string;
  /** Where its deployment stands in GitLab; `null`: it deploys nowhere. */
  readonly deployment?: DeploymentWord | null;
  /** What the runner said that the script ended with; `null`: it did not end with a code. */
  readonly exitCode?: number | null;
  /** The log's text by `logKey`; `null` where there is no log. */
  readonly logs?: ReadonlyMap<string, string | null>;
}

/** What a rule may ask a look for, cheapest first, beside groups and logs, which come last. */
export const lookedNames = [
  "environment",
  "when",
  "pipeline",
  "isProtected",
  "by",
  "deployment",
  "isNewest",
  "isLatest",
  "isSuperseded",
  "attempt",
  "siblings",
  "rank",
  "exitCode",
] as const satisfies readonly (keyof Looked)[];
export type LookedName = (typeof lookedNames)[number];

/** A rank beyond this is not counted: more is more. */
export const mostRank = 100;

/** One thing that a look should find out, because a condition could not be answered without it. */
export type Ask = { readonly fact: LookedName } | { readonly group: string } | { readonly log: LogAsk };

/** An ask as text: two that are equal ask for the same. */
export function askKey(ask: Ask): string {
  if ("group" in ask) return `group ${ask.group}`;
  return "fact" in ask ? ask.fact : `log ${logKey(ask.log)}`;
}
