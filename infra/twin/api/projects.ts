import { forbidden, notFound } from "../machine/refusal.ts";
import { maySee } from "../machine/rights.ts";
import type { Pipeline, Project } from "../state/graph.ts";
import { type JobStatus, jobStatuses } from "../state/jobParts.ts";
import { hasRole, protections } from "../state/project.ts";
import { type Answer, json, parameterError, refusal } from "./answer.ts";
import type { Call } from "./call.ts";
import { pipelineDetailEntity, pipelineEntity, projectEntity, selfEntity } from "./entities.ts";
import { keysetPage, offsetPage } from "./paging.ts";
import { readId } from "./within.ts";

// Reads of projects, pipelines, branches and oneself.
// Source: docs.gitlab.com/api/projects, /pipelines, /branches, /users, /version (read 2026-11).

export function showVersion(): Answer {
  return json(200, { version: "19.2.0", revision: "d66adcb6937" });
}

export function showSelf({ world, person }: Call): Answer {
  return json(200, selfEntity(world, person));
}

export function listProjects(call: Call): Answer {
  const { world, query, person } = call;
  const isRising = query.get("sort") === "asc";
  const mine = query.get("membership") === "true";
  const rows = world.projects
    .filter((project) => (mine ? project.members.has(person) : maySee(person, project)))
    .sort((one, other) => (isRising ? one.id - other.id : other.id - one.id));
  const show = (project: Project) => projectEntity(world, project, person);
  if (query.get("pagination") !== "keyset") return offsetPage(call, { rows, show });
  if ((query.get("order_by") ?? "id") !== "id")
    return parameterError("Keyset pagination is not yet available for this type of request", 405);
  const after = readId(query.get("id_after") ?? undefined) ?? 0;
  const before = readId(query.get("id_before") ?? undefined) ?? Number.POSITIVE_INFINITY;
  const rest = rows.filter(({ id }) => id > after && id < before);
  return keysetPage(call, { rows: rest, show }, ({ id }) => ({ [isRising ? "id_after" : "id_before"]: String(id) }));
}

export function showProject({ world, person }: Call, project: Project): Answer {
  return json(200, projectEntity(world, project, person));
}

const pipelineOrders: Readonly<Record<string, (pipeline: Pipeline) => number | string>> = {
  id: ({ id }) => id,
  status: ({ status }) => status,
  ref: ({ ref }) => ref,
  updated_at: ({ updatedAt }) => updatedAt,
  user_id: ({ person }) => person?.id ?? 0,
};

export function listPipelines(call: Call, project: Project): Answer {
  const { world, query } = call;
  const status = query.get("status");
  const ref = query.get("ref");
  const order = pipelineOrders[query.get("order_by") ?? "id"];
  const sort = query.get("sort") ?? "desc";
  if (status !== null && !jobStatuses.includes(status as JobStatus))
    return parameterError("status does not have a valid value");
  if (!order) return parameterError("order_by does not have a valid value");
  if (sort !== "asc" && sort !== "desc") return parameterError("sort does not have a valid value");
  const rising = project.pipelines
    .filter((pipeline) => (status === null || pipeline.status === status) && (ref === null || pipeline.ref === ref))
    .sort((one, other) => compare(order(one), order(other)) || one.id - other.id);
  const rows = sort === "asc" ? rising : rising.reverse();
  return offsetPage(call, { rows, show: (pipeline) => pipelineEntity(world, pipeline) });
}

function compare(one: number | string, other: number | string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** The newest of a ref, the default branch where none is named. GitLab checks the right to see it first, so none is 403. */
export function showLatestPipeline({ world, query }: Call, project: Project): Answer {
  const ref = query.get("ref") ?? project.defaultBranch;
  const newest = project.pipelines.findLast((pipeline) => pipeline.ref === ref);
  return newest ? json(200, pipelineDetailEntity(world, newest)) : refusal(forbidden());
}

export function showPipeline({ world }: Call, pipeline: Pipeline): Answer {
  return json(200, pipelineDetailEntity(world, pipeline));
}

export function showBranch({ params, person }: Call, project: Project): Answer {
  const name = params.branch ?? "";
  if (!project.branches.has(name)) return refusal(notFound("Branch"));
  const isProtected = protections(project, name, false).length > 0;
  return json(200, {
    name,
    merged: false,
    protected: isProtected,
    developers_can_push: false,
    developers_can_merge: false,
    can_push: hasRole(project, person, isProtected ? "maintainer" : "developer"),
    default: name === project.defaultBranch,
  });
}
