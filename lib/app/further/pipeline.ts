import type { Facts } from "../../core/event.ts";
import type { GitLabReads, SeenPipeline } from "../../core/gitlab.ts";
import type { Looked, LookedPipeline } from "../../core/looked.ts";
import { unlessHidden } from "./hidden.ts";

/** What the pipeline was made for. */
export async function lookAtPipeline({ project, job }: Facts, reads: GitLabReads): Promise<Looked> {
  const found = job.pipelineId === undefined ? undefined : await reads.pipeline(project.id, job.pipelineId);
  if (!found) return {};
  const { source, status, createdAt, userId } = found;
  const mergeRequest = await mergeRequestOf(found, project.id, reads);
  return {
    pipeline: {
      ...(source !== undefined && { source }),
      ...(status !== undefined && { status }),
      ...(createdAt !== undefined && { createdAt }),
      ...(userId !== undefined && { userId }),
      ...(mergeRequest !== undefined && { mergeRequest }),
    },
  };
}

/** Pipelines for merge requests, and those that such pipelines begin, run on `refs/merge-requests/7/head`, `merge` or `train`. */
const requestRef = /^refs\/merge-requests\/([1-9]\d{0,15})\//;

/**
 * What begins a pipeline that runs for no merge request. Of a word that is not here it is not known, nor of child pipelines:
 * in a fork, which has no merge request of its own, those run on the branch.
 * Source: docs.gitlab.com/ci/pipelines/merge_request_pipelines, gitlabhq app/models/concerns/enums/ci/pipeline.rb (read 2026-11).
 */
const plainSources: readonly string[] = ["push", "web", "trigger", "schedule", "api", "pipeline", "chat", "webide"];

/** A merge request of another project, whose pipeline ran in the fork, leaves nothing known but that there is one. */
async function mergeRequestOf(
  { ref, source }: SeenPipeline,
  projectId: number,
  reads: GitLabReads,
): Promise<LookedPipeline["mergeRequest"]> {
  const [, iid] = requestRef.exec(ref ?? "") ?? [];
  if (iid !== undefined) return (await unlessHidden(() => reads.mergeRequest(projectId, Number(iid)))) ?? {};
  if (source === "merge_request_event") return {};
  return ref !== undefined && plainSources.includes(source ?? "") ? null : undefined;
}
