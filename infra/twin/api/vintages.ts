import { type JobStatus, jobStatuses } from "../state/jobParts.ts";
import type { Vintage } from "../state/world.ts";
import { fileByRef } from "./openRoutes.ts";
import {
  deployment,
  group,
  groupHook,
  hook,
  issue,
  job,
  mergeRequest,
  pipeline,
  project,
  resourceGroup,
} from "./route.ts";

/**
 * The GitLab that a year stands for, as it names itself; the older revisions are made up. 2016 is of the first year of
 * `/api/v4`, which began in 2017, with the hooks of 2016.
 */
export const releases: Readonly<Record<Vintage, { readonly version: string; readonly revision: string }>> = {
  2016: { version: "9.5.10", revision: "e3c31bc2b5d" },
  2020: { version: "12.10.8", revision: "6f1e4bd1e4a" },
  2024: { version: "17.0.1", revision: "5f9d6a1ab07" },
  2026: { version: "19.2.0", revision: "d66adcb6937" },
};

/**
 * The first year that knows a route; one that is not named here is as old as `/api/v4`.
 * Source: the "Introduced in" and "History" notes of docs.gitlab.com/api, here behind each (read 2026-11).
 */
const routesSince: Readonly<Record<string, Vintage>> = {
  [`GET ${job}/artifacts/*artifact_path`]: 2020, // 10.0
  [`GET ${fileByRef}`]: 2020, // 11.5
  [`DELETE ${job}/artifacts`]: 2020, // 11.9
  "POST /graphql": 2020, // 12.1
  [`GET ${project}/pipelines/latest`]: 2020, // 12.3
  [`GET ${pipeline}/bridges`]: 2024, // 13.1
  [`GET ${project}/protected_tags`]: 2020, // 11.3
  [`GET ${project}/protected_tags/:name`]: 2020, // 11.3
  [`GET ${project}/releases`]: 2020, // 11.7
  [`GET ${project}/releases/:tag_name`]: 2020, // 11.7
  [`GET ${project}/members/all`]: 2020, // 10.x
  [`GET ${project}/members/all/:user_id`]: 2020, // 12.4
  [`GET ${project}/protected_environments`]: 2020, // 12.8
  [`GET ${project}/protected_environments/:name`]: 2020, // 12.8
  [`GET ${group}/members/all/:user_id`]: 2020, // 12.4
  [`GET ${group}/protected_environments`]: 2024, // 14.3
  [`GET ${project}/resource_groups`]: 2024, // 14.x
  [`GET ${resourceGroup}`]: 2024, // 14.x
  [`PUT ${resourceGroup}`]: 2024, // 14.3
  [`POST ${deployment}/approval`]: 2024, // 14.7
  [`GET ${resourceGroup}/current_job`]: 2026, // 17.x
  [`GET ${resourceGroup}/upcoming_jobs`]: 2024, // 14.x
  "GET /metadata": 2024, // 15.2
  "GET /job": 2024, // 13.x
  "GET /job/allowed_agents": 2024, // 13.x
  [`DELETE ${project}/artifacts`]: 2024, // 14.7
  "GET /personal_access_tokens/self": 2024, // 15.5
  [`GET ${hook}/events`]: 2026, // 17.3
  [`POST ${hook}/events/:event_id/resend`]: 2026, // 17.4
  [`POST ${hook}/test/:trigger`]: 2024, // 16.11
  "GET /groups/:id/hooks": 2020, // 10.4
  [`GET ${groupHook}`]: 2020, // 10.4
  "POST /groups/:id/hooks": 2020, // 10.4
  [`PUT ${groupHook}`]: 2020, // 10.4
  [`GET ${groupHook}/events`]: 2026, // 17.3
  [`POST ${groupHook}/events/:event_id/resend`]: 2026, // 17.4
  [`POST ${groupHook}/test/:trigger`]: 2024, // 17.0
  [`GET ${job}/artifacts/tree`]: 2026, // 18.8
  [`GET ${mergeRequest}/discussions`]: 2020, // 10.6
  [`GET ${issue}/discussions`]: 2020, // 10.5
  [`GET ${mergeRequest}/discussions/:discussion_id`]: 2020, // 10.6
  [`GET ${issue}/discussions/:discussion_id`]: 2020, // 10.5
  [`POST ${mergeRequest}/discussions/:discussion_id/notes`]: 2020, // 10.6
  [`POST ${issue}/discussions/:discussion_id/notes`]: 2020, // 10.5
};

/** Whether a GitLab of that year has the route, which is named as in the lists of routes. */
export function hasRoute(vintage: Vintage, method: string, path: string): boolean {
  return vintage >= (routesSince[`${method} ${path}`] ?? 2016);
}

/** The first year of what is no route of its own. Sources: as above, and gitlabhq's code of the time (read 2026-11). */
const featuresSince = {
  /** `Authorization: Bearer` with a person's access token. */
  bearerTokens: 2020,
  /** `pagination=keyset` for jobs; before, it is ignored. 15.9 */
  jobsKeyset: 2024,
  /** `include_retried` of a pipeline's jobs. 13.9 */
  includeRetried: 2024,
  /** `min_access_level` of projects. 11.2 */
  minAccessLevel: 2020,
  /** Bridges can be retried. 17.0 */
  bridgeRetry: 2024,
  /** `force` of a cancel. 17.10 */
  forceCancel: 2026,
  /** `inputs` of a retry and `job_inputs` of a play. 18.10 */
  jobInputs: 2026,
  /** Comments that only members from reporter on may read: on issues 13.9. */
  internalNotes: 2024,
  /** `ref` of a project's jobs. 18.10 */
  jobsByRef: 2026,
  /** `byte_offset` and `byte_limit` of a log. 19.x */
  logRange: 2026,
  /** `ETag` of downloads. 19.x */
  artifactEtags: 2026,
  /** `search_recent_successful_pipelines`. 18.10 */
  recentPipelines: 2026,
} as const satisfies Readonly<Record<string, Vintage>>;

/** Whether a GitLab of that year can do it. */
export function knows(vintage: Vintage, feature: keyof typeof featuresSince): boolean {
  return vintage >= featuresSince[feature];
}

/** The first year of a status; the others are as old as jobs. Source: as above. */
const statusesSince: Readonly<Partial<Record<JobStatus, Vintage>>> = {
  preparing: 2020, // 11.10
  scheduled: 2020, // 11.4
  waiting_for_resource: 2020, // 12.7
  waiting_for_callback: 2024, // 16.x
  canceling: 2024, // 17.0
};

/** The statuses that lists of jobs can be asked for. */
export function scopesOf(vintage: Vintage): readonly string[] {
  return jobStatuses.filter((status) => vintage >= (statusesSince[status] ?? 2016));
}
