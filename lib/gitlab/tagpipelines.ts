import * as z from "zod";
import type { FurtherReads } from "../core/gitlab.ts";
import type { Clock } from "../core/time.ts";
import { allJobs } from "./alljobs.ts";
import { Id, nullable, optional } from "./fields.ts";
import { askPage, reader, refuse, unlessGone } from "./http/ask.ts";
import type { Http } from "./http/http.ts";
import { bridgesPath } from "./joblists.ts";
import { createPipelines } from "./pipelines.ts";
import { createTags } from "./tags.ts";

// Source: docs.gitlab.com/api/jobs, "List all trigger jobs for a pipeline" (read 2026-11).
const DownstreamAnswer = z.object({
  id: Id,
  pipeline: nullable(z.object({ id: optional(Id) })),
  downstream_pipeline: nullable(z.object({ id: Id, project_id: optional(Id) })),
});

/** The pipelines that belong to a tag, and those that they began; see `FurtherReads`. */
export function createTagPipelines(http: Http, clock: Clock): Pick<FurtherReads, "childPipelines" | "tagPipelines"> {
  const pipelines = createPipelines(http);
  const tags = createTags(http);

  return {
    childPipelines: (projectId, pipelineId) =>
      unlessGone(async () => {
        const path = bridgesPath(projectId, pipelineId);
        const bridges = await allJobs(path, (next) => askPage(http, next, reader(DownstreamAnswer)), clock);
        if (bridges.some(({ pipeline }) => pipeline?.id !== undefined && pipeline.id !== pipelineId))
          return refuse(path, "the answer holds a trigger job of another pipeline");
        // One whose project is not told may be of this one: whoever looks at it there learns that.
        return bridges.flatMap(({ downstream_pipeline: child }) =>
          child && (child.project_id ?? projectId) === projectId ? [{ id: child.id }] : [],
        );
      }),

    tagPipelines: (projectId, tag) =>
      unlessGone(async () => {
        const sha = (await tags.get(projectId, tag))?.sha;
        const listed = await pipelines.page(projectId, { ref: tag, ...(sha !== undefined && { sha }) });
        const found: { id: number }[] = [];
        // Lists do not tell a tag's pipelines from those of a branch of that name.
        for (const { id } of listed?.items ?? []) {
          const pipeline = await pipelines.get(projectId, id);
          if (pipeline?.tag === true) found.push({ id });
        }
        return found;
      }),
  };
}
