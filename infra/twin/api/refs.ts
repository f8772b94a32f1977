import { notFound, nothing } from "../machine/refusal.ts";
import { apiDate } from "../state/dates.ts";
import type { Commit, Project, Release } from "../state/graph.ts";
import { hasRole, protections } from "../state/project.ts";
import { projectUrl } from "../state/urls.ts";
import type { World } from "../state/world.ts";
import { type Answer, json, refusal } from "./answer.ts";
import type { Call } from "./call.ts";
import { commitEntity, personBasicEntity } from "./entities.ts";
import { offsetPage } from "./paging.ts";
import { wrongWord } from "./params.ts";

// Branches, tags and releases. Source: docs.gitlab.com/api/branches, /tags, /releases (read 2026-11).

/** By name; `search` as for tags, `regex` since 15.x: an older GitLab ignores it. */
export function listBranches(call: Call, project: Project): Answer {
  const { query, world, person } = call;
  const pattern = world.vintage >= 2024 ? query.get("regex") : null;
  const rows = [...project.branches]
    .filter((name) => isSearched(name, query.get("search") ?? ""))
    .filter((name) => pattern === null || new RegExp(pattern, "u").test(name))
    .sort();
  return offsetPage(call, { rows, show: (name) => branchEntity(project, name, person) });
}

export function showBranch({ params, person }: Call, project: Project): Answer {
  const name = params.branch ?? "";
  return project.branches.has(name) ? json(200, branchEntity(project, name, person)) : refusal(notFound("Branch"));
}

function branchEntity(project: Project, name: string, person: Call["person"]) {
  const isProtected = protections(project, name, false).length > 0;
  return {
    name,
    merged: false,
    protected: isProtected,
    developers_can_push: false,
    developers_can_merge: false,
    can_push: hasRole(project, person, isProtected ? "maintainer" : "developer"),
    default: name === project.defaultBranch,
  };
}

type Tag = readonly [name: string, commit: Commit];

/** Newest first, or as `order_by` and `sort` say. */
export function listTags(call: Call, project: Project): Answer {
  const { query } = call;
  const wrong = wrongWord(query, { order_by: ["name", "updated", "version"], sort: ["asc", "desc"] });
  if (wrong) return wrong;
  const wanted = query.get("search") ?? "";
  const byTime = (query.get("order_by") ?? "updated") === "updated";
  const rising = [...project.tags]
    .filter(([name]) => isSearched(name, wanted))
    .sort((one, other) => (byTime ? one[1].at - other[1].at : compareVersions(one[0], other[0])));
  const rows = query.get("sort") === "asc" ? rising : rising.reverse();
  return offsetPage(call, { rows, show: (tag) => tagEntity(project, tag) });
}

/** `^v` begins with it, `0$` ends with it, else it holds it. */
function isSearched(name: string, wanted: string): boolean {
  if (wanted.startsWith("^")) return name.startsWith(wanted.slice(1));
  return wanted.endsWith("$") ? name.endsWith(wanted.slice(0, -1)) : name.includes(wanted);
}

function compareVersions(one: string, other: string): number {
  return one.localeCompare(other, "en", { numeric: true });
}

export function showTag({ params }: Call, project: Project): Answer {
  const name = params.tag_name ?? "";
  const commit = project.tags.get(name);
  return commit ? json(200, tagEntity(project, [name, commit])) : refusal(notFound("Tag"));
}

function tagEntity(project: Project, [name, commit]: Tag) {
  const release = project.releases.find(({ tag }) => tag === name);
  return {
    name,
    message: "",
    target: commit.sha,
    commit: commitEntity(commit),
    release: release ? { tag_name: name, description: release.description } : null,
    protected: protections(project, name, true).length > 0,
    created_at: null,
  };
}

export function listReleases(call: Call, project: Project): Answer {
  const { world, query } = call;
  const wrong = wrongWord(query, { order_by: ["released_at", "created_at"], sort: ["asc", "desc"] });
  if (wrong) return wrong;
  const key = query.get("order_by") === "created_at" ? "createdAt" : "releasedAt";
  const rising = project.releases.toSorted((one, other) => one[key] - other[key]);
  const rows = query.get("sort") === "asc" ? rising : rising.reverse();
  return offsetPage(call, { rows, show: (release) => releaseEntity(world, project, release) });
}

export function showRelease({ world, params }: Call, project: Project): Answer {
  const release = project.releases.find(({ tag }) => tag === params.tag_name);
  return release ? json(200, releaseEntity(world, project, release)) : refusal(nothing);
}

function releaseEntity(world: World, project: Project, release: Release) {
  const { tag, name, description, person, createdAt, releasedAt } = release;
  const commit = project.tags.get(tag);
  const encoded = encodeURIComponent(tag);
  return {
    name,
    tag_name: tag,
    description,
    created_at: apiDate(createdAt),
    released_at: apiDate(releasedAt),
    upcoming_release: releasedAt > world.clock(),
    ...(person && { author: personBasicEntity(world, person) }),
    ...(commit && { commit: commitEntity(commit), commit_path: `/${project.path}/-/commit/${commit.sha}` }),
    tag_path: `/${project.path}/-/tags/${encoded}`,
    assets: { count: 0, sources: [], links: [] },
    evidences: [],
    _links: { self: `${projectUrl(world, project)}/-/releases/${encoded}` },
  };
}
