import { mayUpdatePipeline, ownsPipeline } from "../../machine/rights.ts";
import { listBridges } from "../bridges.ts";
import { listPipelines, showLatestPipeline, showPipeline } from "../pipelines.ts";
import { cancelWholePipeline, deleteWholePipeline, retryWholePipeline } from "../pipelineWrites.ts";
import {
  editResourceGroup,
  listResourceGroups,
  listUpcomingJobs,
  showCurrentJob,
  showResourceGroup,
} from "../resourceGroups.ts";
import { pipeline, project, type Route, resourceGroup } from "../route.ts";
import { inPipeline, inProject, inReadableProject, onPipeline } from "../within.ts";

/** Pipelines, and what their jobs wait for. */
export const pipelineRoutes: readonly Route[] = [
  ["GET", `${project}/pipelines`, inReadableProject(listPipelines)],
  ["GET", `${project}/pipelines/latest`, inReadableProject(showLatestPipeline)],
  ["GET", pipeline, inPipeline(showPipeline)],
  ["GET", `${pipeline}/bridges`, inPipeline(listBridges)],
  ["POST", `${pipeline}/retry`, onPipeline(mayUpdatePipeline, retryWholePipeline)],
  ["POST", `${pipeline}/cancel`, onPipeline(mayUpdatePipeline, cancelWholePipeline)],
  ["DELETE", pipeline, onPipeline(ownsPipeline, deleteWholePipeline)],
  ["GET", `${project}/resource_groups`, inProject(listResourceGroups)],
  ["GET", resourceGroup, inProject(showResourceGroup)],
  ["PUT", resourceGroup, inProject(editResourceGroup)],
  ["GET", `${resourceGroup}/current_job`, inProject(showCurrentJob)],
  ["GET", `${resourceGroup}/upcoming_jobs`, inProject(listUpcomingJobs)],
];
