import type { FurtherReads } from "../core/gitlab.ts";
import type { Clock } from "../core/time.ts";
import { allJobs } from "./alljobs.ts";
import { ProjectAnswer, toBridgeJob, toJob } from "./answers/job.ts";
import { mergeRequestOf } from "./answers/mergerequest.ts";
import { botUsers } from "./botusers.ts";
import { environmentName } from "./graphql/environment.ts";
import { newestOfRefs } from "./graphql/newest.ts";
import { askOne, askPage, reader, unlessGone } from "./http/ask.ts";
import type { Http } from "./http/http.ts";
import { bridgesPath, refuseStrangers } from "./joblists.ts";
import { known } from "./known.ts";
import { readExitCode, readLogTail } from "./log/tail.ts";
import { createManyRefs } from "./manyrefs.ts";
import { createMembers } from "./members.ts";
import { newestFirst } from "./newestfirst.ts";
import { createPipelines, newestOfRef } from "./pipelines.ts";
import { projectPath } from "./place.ts";
import { createTagPipelines } from "./tagpipelines.ts";
import { createTags } from "./tags.ts";
import { createWhatProtects } from "./whatprotects.ts";

/** Looks that only some rules ask for; see `FurtherReads`. */
export function createFurtherReads(http: Http, clock: Clock): FurtherReads {
  const members = createMembers(http, clock);
  const pipelines = createPipelines(http);
  const tags = createTags(http);
  const newest = newestFirst((path) => askPage(http, path, (value) => toJob(value, clock())));

  return {
    ...createWhatProtects(http),
    ...createManyRefs(http),
    ...createTagPipelines(http, clock),

    projectNamed: (path) => unlessGone(() => askOne(http, projectPath(path), reader(ProjectAnswer))),

    mergeRequest: (projectId, iid) =>
      unlessGone(() => askOne(http, `${projectPath(projectId)}/merge_requests/${iid}`, mergeRequestOf(iid))),

    tagIsProtected: async (projectId, tag) => (await tags.get(projectId, tag))?.isProtected,
    tag: (projectId, tag) => tags.get(projectId, tag),

    memberLevel: async (projectId, userId) => {
      const member = await members.level(projectId, userId);
      // without the groups' memberships it would only be the least that somebody may
      return member?.inherited ? member.level : undefined;
    },

    userIsBot: botUsers(http),

    newestPipeline: (projectId, ref) => newestOfRef(http, projectId, ref),

    bridges: (projectId, pipelineId) =>
      unlessGone(async () => {
        const path = bridgesPath(projectId, pipelineId);
        const read = (value: unknown) => toBridgeJob(value, clock());
        const bridges = await allJobs(path, (next) => askPage(http, next, read), clock);
        refuseStrangers(path, bridges, { pipelineId });
        return bridges.map((bridge) => ({ ...bridge, pipelineId }));
      }),

    successesPage: (projectId, ref, cursor) => newest(known({ project: projectId, ref, cursor, statuses })),

    changedPipelines: async (projectId, since) => {
      const page = await pipelines.page(projectId, { updatedAfter: since, orderBy: "updated_at" });
      return page?.items ?? [];
    },

    newestOfRefs: (path, refs, which) => newestOfRefs(http, { path, refs, which }),

    environmentName: (path, jobId) => environmentName(http, path, jobId),
    logTail: (projectId, jobId, ask) => unlessGone(() => readLogTail(http, { projectId, jobId }, ask)),
    exitCode: (projectId, jobId) => unlessGone(() => readExitCode(http, { projectId, jobId })),
  };
}

const statuses = ["success"] as const;
