import type { Vintage } from "../state/world.ts";
import { job, pipeline, project } from "./route.ts";

// Which routes open to others than people's tokens, by their names in the lists of routes.

export const archiveByRef = `${project}/jobs/artifacts/:ref_name+/download`;
export const fileByRef = `${project}/jobs/artifacts/:ref_name+/raw/*artifact_path`;

const downloads = [
  archiveByRef,
  fileByRef,
  `${job}/artifacts`,
  `${job}/artifacts/tree`,
  `${job}/artifacts/*artifact_path`,
];

/**
 * The first year in which a job's own token opens a route; the others never do.
 * Source: docs.gitlab.com/ci/jobs/ci_job_token, `job_token_allowed` in gitlabhq lib/api/ci, and for the downloads the
 * jobs page of 2019, "introduced in 9.5" (read 2026-11).
 */
const jobTokensSince: Readonly<Record<string, Vintage>> = {
  ...Object.fromEntries(downloads.map((path) => [`GET ${path}`, 2020] as const)),
  [`GET ${project}/jobs`]: 2024,
  [`GET ${pipeline}/jobs`]: 2024,
  [`GET ${pipeline}/bridges`]: 2024,
  "GET /job": 2024,
  "GET /job/allowed_agents": 2024,
};

/** Whether jobs' tokens open it in any year; where they never do, GitLab does not even look for them in their own header. */
export function looksForJobTokens(route: string): boolean {
  return route in jobTokensSince;
}

export function takesJobTokens(vintage: Vintage, route: string): boolean {
  return vintage >= (jobTokensSince[route] ?? Number.POSITIVE_INFINITY);
}

/** Jobs themselves ask for a token first. Source: `authenticate_non_get!` in gitlabhq lib/api/ci/pipelines.rb (read 2026-11). */
const pipelineReads = [
  `${project}/pipelines`,
  `${project}/pipelines/latest`,
  pipeline,
  `${pipeline}/jobs`,
  `${pipeline}/bridges`,
];

const anybodys = new Set(["POST /graphql", ...[...downloads, ...pipelineReads].map((path) => `GET ${path}`)]);

/** Whether a request without any token gets as far as the project, which may be public. */
export function takesAnybody(route: string): boolean {
  return anybodys.has(route);
}
