import type { GitLabReads, HeadPipeline } from "../../core/gitlab.ts";
import type { Place } from "../../core/talk.ts";

/**
 * The pipeline that is meant where a comment names none: that of its merge request's newest commit. It may run in a fork,
 * where other rules hold and the person may have other rights.
 *
 * @returns `undefined`: the place has none, or none is to be learnt
 * @throws GitLabError
 */
export async function pipelineOfComment(
  place: Place,
  reads: Pick<GitLabReads, "headPipeline">,
): Promise<HeadPipeline | undefined> {
  if (place.provider !== "gitlab" || place.on !== "mergeRequest") return undefined;
  return (await reads.headPipeline(place.project, place.iid)) ?? undefined;
}
