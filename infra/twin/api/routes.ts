import type { Handler } from "./call.ts";
import { listBridges, listPipelineJobs, listProjectJobs, showJob, showTrace } from "./jobs.ts";
import {
  listPipelines,
  listProjects,
  showBranch,
  showLatestPipeline,
  showPipeline,
  showProject,
  showSelf,
  showVersion,
} from "./projects.ts";
import { inPipeline, inProject, inReadableProject, onJob } from "./within.ts";
import { doing } from "./writes.ts";

type Route = readonly [method: string, path: string, handle: Handler];

const project = "/projects/:id";
const pipeline = `${project}/pipelines/:pipeline_id`;
const job = `${project}/jobs/:job_id`;

/** The first that fits counts. */
const routes: readonly Route[] = [
  ["GET", "/version", showVersion],
  ["GET", "/user", showSelf],
  ["GET", "/projects", listProjects],
  ["GET", project, inProject(showProject)],
  ["GET", `${project}/repository/branches/:branch`, inReadableProject(showBranch)],
  ["GET", `${project}/pipelines`, inReadableProject(listPipelines)],
  ["GET", `${project}/pipelines/latest`, inReadableProject(showLatestPipeline)],
  ["GET", pipeline, inPipeline(showPipeline)],
  ["GET", `${pipeline}/jobs`, inPipeline(listPipelineJobs)],
  ["GET", `${pipeline}/bridges`, inPipeline(listBridges)],
  ["GET", `${project}/jobs`, inReadableProject(listProjectJobs)],
  ["GET", job, onJob(showJob)],
  ["GET", `${job}/trace`, onJob(showTrace)],
  ["POST", `${job}/cancel`, doing("cancel")],
  ["POST", `${job}/retry`, doing("retry")],
  ["POST", `${job}/play`, doing("play")],
  ["POST", `${job}/erase`, doing("erase")],
  ["POST", `${job}/artifacts/keep`, doing("keep")],
  ["DELETE", `${job}/artifacts`, doing("deleteArtifacts")],
];

export interface Found {
  readonly handle: Handler;
  readonly params: Readonly<Record<string, string>>;
}

/** The route of a path below `/api/v4`, or why there is none: 404, or 405 for another method's path. */
export function findRoute(method: string, path: string): Found | 404 | 405 {
  let missing: 404 | 405 = 404;
  for (const [wanted, pattern, handle] of routes) {
    const params = matchPath(pattern, path);
    if (!params) continue;
    if (wanted === method) return { handle, params };
    missing = 405;
  }
  return missing;
}

/** Part by part; a part may hold `%2F`, so paths and branches with slashes stay one part. */
function matchPath(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? "";
    if (part.startsWith(":")) params[part.slice(1)] = decode(value);
    else if (part !== value) return undefined;
  }
  return params;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
