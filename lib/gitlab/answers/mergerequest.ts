import * as z from "zod";
import type { HeadPipeline } from "../../core/gitlab.ts";
import type { LookedPipeline } from "../../core/looked.ts";
import { Id, nullable, optional, Word } from "../fields.ts";
import { known } from "../known.ts";

type Request = NonNullable<LookedPipeline["mergeRequest"]>;

/**
 * A merge request in hooks of pipelines and in the API, `null` where GitLab says that there is none.
 * Source: docs.gitlab.com/api/merge_requests and /user/project/integrations/webhook_events (read 2026-11).
 */
export const RequestAnswer = nullable(
  z.object({ target_branch: Word, source_project_id: nullable(Id), target_project_id: optional(Id) }),
).transform((told) => told && requestOf(told));

/** A fork that is gone is a fork still: GitLab says `null` for it. */
function requestOf({
  target_branch: target,
  source_project_id: from,
  target_project_id: to,
}: {
  target_branch?: string | undefined;
  source_project_id?: number | null | undefined;
  target_project_id?: number | undefined;
}): Request {
  return known({ target, isFromFork: from === undefined || to === undefined ? undefined : from !== to });
}

/** A merge request of the API, which must be the one that was asked for; `undefined` when it is not. */
export function mergeRequestOf(iid: number): (value: unknown) => Request | undefined {
  return (value) =>
    Numbered.safeParse(value).data?.iid === iid ? (RequestAnswer.parse(value) ?? undefined) : undefined;
}

const Numbered = z.object({ iid: Id });

const HeadAnswer = z.object({
  iid: Id,
  source_project_id: nullable(Id),
  head_pipeline: z.union([z.null(), z.object({ id: Id, project_id: optional(Id) })]).exactOptional(),
});

/**
 * What a merge request's answer tells of its head pipeline; `undefined` when it is about another one, or tells nothing: a
 * GitLab from before 12, or a token that may not see pipelines. In old ones a pipeline does not tell its project, which is
 * then known only where the merge request is from no other project.
 * Source: docs.gitlab.com/api/merge_requests, "Get single MR", and gitlabhq lib/api/entities/merge_request.rb (read 2026-11).
 */
export function headPipelineOf(
  projectId: number,
  iid: number,
): (value: unknown) => { readonly head: HeadPipeline | null | undefined } | undefined {
  return (value) => {
    const told = HeadAnswer.safeParse(value).data;
    if (told?.iid !== iid) return undefined;
    const { head_pipeline: head, source_project_id: from } = told;
    if (!head) return { head };
    const project = head.project_id ?? (from === projectId ? projectId : undefined);
    return { head: project === undefined ? undefined : { projectId: project, id: head.id } };
  };
}
