import type { Limit } from "../../core/limit.ts";
import type { Node } from "./node.ts";

/** Counted in each pipeline anew; there are as many as others begin. */
const perPipeline = ["perJob", "perPipeline"] as const satisfies readonly (keyof Limit)[];
/** Counted for each commit, whichever pipelines run for it. */
const perCommit = ["perSha"] as const satisfies readonly (keyof Limit)[];
/** Full for an hour or a day, and empty again. */
const rates = [
  "perProjectPerHour",
  "perRulePerDay",
  "percentPerDay",
  "bytesPerDay",
] as const satisfies readonly (keyof Limit)[];

/** How far a limit reaches. */
export type Reach = "pipelines" | "begunPipelines" | "rate";

/**
 * The limits of a rule that end what goes round.
 *
 * @param reach `pipelines`: in the pipelines that others begin. `begunPipelines`: also where each round begins a new one.
 * `rate`: those that end nothing, but hold it to so much an hour or a day
 */
export function limitsOf({ rule: { limit } }: Node, reach: Reach): readonly string[] {
  const keys = { pipelines: [...perPipeline, ...perCommit], begunPipelines: perCommit, rate: rates }[reach];
  return keys.flatMap((key) => (limit[key] === undefined ? [] : [`${key}: ${limit[key]}`]));
}
