import type { Job } from "../../core/job.ts";
import { known } from "../known.ts";
import { toldFlag, toldId, toldPart, toldWord } from "../told.ts";

// Parts of a job, as hooks and answers tell them: `null` where GitLab says that there is none, `undefined` where nothing readable
// was said.

/** The runner that has, or had, a job: its type since GitLab 13.9, before it only whether everybody shares it. */
export function runnerOf(told: unknown): Job["runner"] {
  const part = toldPart(told);
  if (!part) return part;
  const id = toldId(part.id);
  if (id === undefined) return undefined;
  const type = toldWord(part.runner_type) ?? (toldFlag(part.is_shared) ? "instance_type" : undefined);
  return known({ id, description: toldWord(part.description), type });
}

/** Where a job deploys to: an object in hooks of jobs and pipelines since 13.9, `null` where it deploys nowhere. */
export function environmentOf(told: unknown): Job["environment"] {
  const part = toldPart(told);
  if (!part) return part;
  const name = toldWord(part.name);
  return name === undefined ? undefined : known({ name, tier: toldWord(part.deployment_tier) });
}

/** Who runs a job. */
export function userIdOf(told: unknown): number | null | undefined {
  return told === null ? null : toldId(toldPart(told)?.id);
}

/** What they are called. */
export function userNameOf(told: unknown): string | null | undefined {
  return told === null ? null : toldWord(toldPart(told)?.username);
}
