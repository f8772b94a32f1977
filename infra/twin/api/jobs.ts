import type { Job, Pipeline, Project } from "../state/graph.ts";
import { jobsOf } from "../state/history.ts";
import { latestJobs } from "../state/job.ts";
import { type Answer, json, parameterError } from "./answer.ts";
import type { Call } from "./call.ts";
import { jobEntity } from "./jobEntity.ts";
import { tooFar } from "./jobOffset.ts";
import { keysetPage, offsetPage } from "./paging.ts";
import { readScopes } from "./scopes.ts";
import { knows } from "./vintages.ts";

// Reads of jobs. Source: docs.gitlab.com/api/jobs and gitlabhq lib/api/ci/jobs.rb (read 2026-11).

/** Newest first; keyset pages only by falling id, as GitLab has it. */
export function listProjectJobs(call: Call, project: Project): Answer {
  const { world, query } = call;
  const scopes = readScopes(call);
  if ("status" in scopes) return scopes;
  const ref = knows(world.vintage, "jobsByRef") ? query.get("ref") : null;
  const wish = { statuses: scopes.statuses, ...(ref && { ref }) };
  const show = (job: Job) => jobEntity(world, job);
  const isKeyset = query.get("pagination") === "keyset" && knows(world.vintage, "jobsKeyset");
  if (!isKeyset)
    return tooFar(call) ?? offsetPage(call, { rows: { from: (skip) => jobsOf(project, { ...wish, skip }) }, show });
  if ((query.get("order_by") ?? "id") !== "id" || (query.get("sort") ?? "desc") !== "desc")
    return parameterError("Keyset pagination is not yet available for this type of request", 405);
  const after = readCursor(query.get("cursor"));
  if (after === undefined) return parameterError("cursor is invalid");
  const rows = jobsOf(project, { ...wish, before: after });
  return keysetPage(call, { rows, show }, ({ id }) => ({ cursor: cursorOf(id) }));
}

export function listPipelineJobs(call: Call, pipeline: Pipeline): Answer {
  const scopes = readScopes(call);
  if ("status" in scopes) return scopes;
  // until 13.5 the retried ones came too
  const isWhole = call.query.get("include_retried") === "true" || !knows(call.world.vintage, "includeRetried");
  const all = isWhole ? pipeline.jobs : latestJobs(pipeline);
  const rows = all.filter(scopes.includes).sort((one, other) => other.id - one.id);
  return offsetPage(call, { rows, show: (job) => jobEntity(call.world, job) });
}

export function showJob({ world }: Call, job: Job): Answer {
  return json(200, jobEntity(world, job));
}

function cursorOf(id: number): string {
  return Buffer.from(JSON.stringify({ id: String(id), _kd: "n" })).toString("base64url");
}

/** The id before which to go on; no cursor: before nothing. */
function readCursor(cursor: string | null): number | undefined {
  if (cursor === null) return Number.POSITIVE_INFINITY;
  const [, id] = /^\{"id":"(\d+)","_kd":"n"\}$/.exec(Buffer.from(cursor, "base64url").toString()) ?? [];
  return id === undefined ? undefined : Number(id);
}
