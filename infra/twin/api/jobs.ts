import type { Job, Pipeline, Project } from "../state/graph.ts";
import { latestJobs } from "../state/job.ts";
import { type JobStatus, jobStatuses } from "../state/jobParts.ts";
import { type Answer, json, parameterError, text } from "./answer.ts";
import type { Call } from "./call.ts";
import { jobEntity } from "./jobEntity.ts";
import { keysetPage, offsetPage } from "./paging.ts";

// Reads of jobs. Source: docs.gitlab.com/api/jobs and gitlabhq lib/api/ci/jobs.rb (read 2026-11).

/** Newest first; keyset pages only by falling id, as GitLab has it. */
export function listProjectJobs(call: Call, project: Project): Answer {
  const { world, query } = call;
  const scopes = readScopes(query);
  if ("status" in scopes) return scopes;
  const ref = query.get("ref");
  const rows = project.pipelines
    .filter((pipeline) => !ref || pipeline.ref === ref)
    .flatMap(({ jobs }) => jobs)
    .filter(scopes.includes)
    .sort((one, other) => other.id - one.id);
  const show = (job: Job) => jobEntity(world, job);
  if (query.get("pagination") !== "keyset") return offsetPage(call, { rows, show }, false);
  if ((query.get("order_by") ?? "id") !== "id" || (query.get("sort") ?? "desc") !== "desc")
    return parameterError("Keyset pagination is not yet available for this type of request", 405);
  const after = readCursor(query.get("cursor"));
  if (after === undefined) return parameterError("cursor is invalid");
  return keysetPage(call, { rows: rows.filter(({ id }) => id < after), show }, ({ id }) => ({ cursor: cursorOf(id) }));
}

export function listPipelineJobs(call: Call, pipeline: Pipeline): Answer {
  const scopes = readScopes(call.query);
  if ("status" in scopes) return scopes;
  const all = call.query.get("include_retried") === "true" ? pipeline.jobs : latestJobs(pipeline);
  const rows = all.filter(scopes.includes).sort((one, other) => other.id - one.id);
  return offsetPage(call, { rows, show: (job) => jobEntity(call.world, job) });
}

/** The twin has no trigger jobs yet. */
export function listBridges(call: Call, _pipeline: Pipeline): Answer {
  return offsetPage(call, { rows: [], show: (row) => row });
}

export function showJob({ world }: Call, job: Job): Answer {
  return json(200, jobEntity(world, job));
}

/** No log is an empty text, not a 404. */
export function showTrace(_call: Call, job: Job): Answer {
  return text(200, job.log, { "Content-Disposition": `infile; filename="${job.id}.log"` });
}

/** `scope=x`, `scope[]=x&scope[]=y` and `scope[0]=x` all count. */
function readScopes(query: URLSearchParams): { includes: (job: Job) => boolean } | Answer {
  const scopes = [...query].filter(([name]) => /^scope(\[\w*\])?$/.test(name)).map(([, value]) => value);
  const known: readonly string[] = jobStatuses;
  if (scopes.some((scope) => !known.includes(scope))) return parameterError("scope does not have a valid value");
  const wanted = new Set(scopes as JobStatus[]);
  return { includes: ({ status }) => wanted.size === 0 || wanted.has(status) };
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
