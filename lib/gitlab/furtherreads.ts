import type { FurtherReads } from "../core/gitlab.ts";
import type { Clock } from "../core/time.ts";
import { allJobs } from "./alljobs.ts";
import { ProjectAnswer, toBridgeJob, toJob } from "./answers/job.ts";
import { headPipelineOf, mergeRequestOf } from "./answers/mergerequest.ts";
import { botUsers } from "./botusers.ts";
import { createDeployments } from "./deployments.ts";
import { environmentName } from "./graphql/environment.ts";
import { newestOfRefs } from "./graphql/newest.ts";
import { askOne, askPage, reader, unlessGone } from "./http/ask.ts";
import type { Http } from "./http/http.ts";
import { bridgesPath, refuseStrangers } from "./joblists.ts";
import { known } from "./known.ts";
import { createLastDeployed } from "./lastdeployed.ts";
import { readExitCode, readLogTail } from "./log/tail.ts";
import { createManyRefs } from "./manyrefs.ts";
import { newestFirst } from "./newestfirst.ts";
import { changedPipelines, newestOfRef } from "./pipelines.ts";
import { projectPath } from "./place.ts";
import { createRightsReads } from "./rightsreads.ts";
import { createTagPipelines } from "./tagpipelines.ts";
import { createTags } from "./tags.ts";
import { createWhatProtects } from "./whatprotects.ts";

/** Looks that only some rules ask for; see `FurtherReads`. */
export function createFurtherReads(http: Http, clock: Clock): FurtherReads {
  const tags = createTags(http);
  const newest = newestFirst((path) => askPage(http, path, (value) => toJob(value, clock())));

  return {
    ...createWhatProtects(http),
    ...createRightsReads(http, clock),
    ...createManyRefs(http),
    ...createTagPipelines(http, clock),
    ...createDeployments(http),
    ...createLastDeployed(http),

    projectNamed: (path) => unlessGone(() => askOne(http, projectPath(path), reader(ProjectAnswer))),

    mergeRequest: (projectId, iid) =>
      unlessGone(() => askOne(http, `${projectPath(projectId)}/merge_requests/${iid}`, mergeRequestOf(iid))),

    headPipeline: async (projectId, iid) => {
      const path = `${projectPath(projectId)}/merge_requests/${iid}`;
      return (await unlessGone(() => askOne(http, path, headPipelineOf(projectId, iid))))?.head;
    },

    tagIsProtected: async (projectId, tag) => (await tags.get(projectId, tag))?.isProtected,
    tag: (projectId, tag) => tags.get(projectId, tag),

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

    changedPipelines: (projectId, since, how) => changedPipelines(http, projectId, { since, ...how }),

    newestOfRefs: (path, refs, which) => newestOfRefs(http, { path, refs, which }),

    environmentName: (path, jobId) => environmentName(http, path, jobId),
    logTail: (projectId, jobId, ask) => unlessGone(() => readLogTail(http, { projectId, jobId }, ask)),
    exitCode: (projectId, jobId) => unlessGone(() => readExitCode(http, { projectId, jobId })),
  };
}

const statuses = ["success"] as const;
