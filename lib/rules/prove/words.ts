import { effects } from "./effects.ts";
import type { Endless } from "./endless.ts";

/** What a way round does not use up. */
export function lackOf(by: Endless["by"]): string {
  return by === "runs"
    ? "nothing on the way is used up: each round makes a new run of the job"
    : "nothing on the way is used up: each round may begin a new pipeline, in which perJob and perPipeline count anew";
}

/** How to bring it to an end. */
export function cureOf(by: Endless["by"]): string {
  return by === "runs"
    ? "give one of these rules a limit, e.g. `limit: { perJob: 2 }`"
    : "give one of these rules `limit: { perSha: 2 }` (or perProjectPerHour, perRulePerDay), or keep it to pipelines that no trigger job began: `not: { pipelineSource: [pipeline, parent_pipeline] }`";
}

/** `again retries a job, and again may want the new run of that job`. */
export function stepText(
  { rule, verb, leadsTo }: { readonly rule: string; readonly verb: string; readonly leadsTo: string },
  next: string,
): string {
  const says = Object.hasOwn(effects, verb) ? effects[verb]?.says : verb;
  return `${rule} ${says} a job, and ${next} may want ${leadsTo}`;
}
