import * as z from "zod";
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
