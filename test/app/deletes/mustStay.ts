import type { Job } from "../../../lib/core/job.ts";
import type { Instant } from "../../../lib/core/time.ts";
import type { Model, ModelPipeline } from "./model.ts";
import type { World } from "./worlds.ts";

/**
 * Why a job's files must stay, by the whole model and not by what can be asked of GitLab; `undefined`: they may go. Another
 * way to the same end as the guards, so that a mistake of theirs shows.
 */
export function mustStay(job: Job, { model, includeTags, kept, held }: World, now: Instant): string | undefined {
  const pipeline = model.pipelines.get(job.pipelineId ?? 0);
  if (!pipeline) return "it has no pipeline";
  if (pipeline.isTag && isRelease(pipeline.ref, model)) return "release";
  const names = ["project", `job:${job.id}`, `pipeline:${pipeline.id}`];
  if (names.some((name) => kept.includes(name))) return "kept";
  if (names.some((name) => held.includes(name))) return "held";
  if (pipeline.isTag && !includeTags) return "tag";
  if (job.tag === undefined) return "tag unknown";
  if (model.isArchived) return "project archived";
  if (!pipeline.isTag && model.branches.get(pipeline.ref)) return "protected branch";
  const isLive = pipeline.isTag ? model.tags.has(pipeline.ref) : isBranch(pipeline.ref, model);
  if (pipeline.isTag && !isLive) return "tag gone";
  if (isLive && familyOf(newest(pipeline, model, "success"), model).has(pipeline.id)) return "newest success";
  if (isLive && familyOf(newest(pipeline, model), model).has(pipeline.id)) return "newest";
  return byJob(job, pipeline, now);
}

function byJob(job: Job, pipeline: ModelPipeline, now: Instant): string | undefined {
  const expireAt = job.artifacts?.expireAt;
  if (typeof expireAt !== "number" || expireAt >= now) return "not expired";
  if (job.archived) return "archived";
  if (typeof job.erasedAt === "number") return "erased";
  if (!["success", "failed", "canceled", "skipped"].includes(job.status)) return "unfinished";
  return pipeline.status === "running" ? "unfinished pipeline" : undefined;
}

/** A merge request's own ref is there as long as it is. */
function isBranch(ref: string, { branches }: Model): boolean {
  return ref.startsWith("refs/") || branches.has(ref);
}

function isRelease(ref: string, { tags }: Model): boolean {
  const tag = tags.get(ref);
  return tag !== undefined && (tag.isProtected || tag.hasRelease);
}

/** The newest of the very branch, or the very tag. */
function newest({ ref, isTag }: ModelPipeline, { pipelines }: Model, status?: string): ModelPipeline | undefined {
  return [...pipelines.values()]
    .filter((one) => one.ref === ref && one.isTag === isTag && one.parent === undefined)
    .findLast((one) => status === undefined || one.status === status);
}

/** A pipeline with its children, and theirs. */
function familyOf(head: ModelPipeline | undefined, { pipelines }: Model): ReadonlySet<number> {
  const family = new Set(head ? [head.id] : []);
  for (const { id, parent } of pipelines.values()) if (parent !== undefined && family.has(parent)) family.add(id);
  return family;
}
