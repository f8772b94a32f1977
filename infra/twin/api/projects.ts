import { maySee } from "../machine/rights.ts";
import type { Project } from "../state/graph.ts";
import { accessLevel } from "../state/project.ts";
import { type Answer, json, parameterError } from "./answer.ts";
import type { Call } from "./call.ts";
import { projectEntity } from "./entities.ts";
import { keysetPage, offsetPage } from "./paging.ts";
import { flagOf } from "./params.ts";
import { knows } from "./vintages.ts";
import { readId } from "./within.ts";

// Reads of projects. Source: docs.gitlab.com/api/projects (read 2026-11).

export function listProjects(call: Call): Answer {
  const { world, query, person } = call;
  const isRising = query.get("sort") === "asc";
  const mine = query.get("membership") === "true";
  const least = knows(world.vintage, "minAccessLevel") ? Number(query.get("min_access_level") ?? 0) : 0;
  const archived = flagOf(query.get("archived"));
  const rows = world.projects
    .filter((project) => (mine ? isMember(call, project) : maySee(person, project)))
    .filter((project) => accessLevel(project, person) >= least)
    .filter(({ settings }) => typeof archived !== "boolean" || settings.isArchived === archived)
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

function isMember({ person }: Call, project: Project): boolean {
  return accessLevel(project, person) > 0;
}

export function showProject({ world, person }: Call, project: Project): Answer {
  return json(200, projectEntity(world, project, person));
}
