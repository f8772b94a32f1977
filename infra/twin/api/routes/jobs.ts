import { notTooOften } from "../jobListLimit.ts";
import { showAllowedAgents, showOwnJob } from "../jobOfToken.ts";
import { listPipelineJobs, listProjectJobs, showJob } from "../jobs.ts";
import { showLog } from "../log.ts";
import { job, pipeline, project, type Route } from "../route.ts";
import { inPipeline, inReadableProject, onJob } from "../within.ts";

/** Reads of jobs and their logs. */
export const jobRoutes: readonly Route[] = [
  ["GET", "/job", showOwnJob],
  ["GET", "/job/allowed_agents", showAllowedAgents],
  ["GET", `${pipeline}/jobs`, inPipeline(listPipelineJobs)],
  ["GET", `${project}/jobs`, notTooOften(inReadableProject(listProjectJobs))],
  ["GET", job, onJob(showJob)],
  ["GET", `${job}/trace`, onJob(showLog)],
];
