import type { Instant } from "../../../lib/core/time.ts";
import type { Project, ProjectSettings, ProtectedRef } from "./graph.ts";
import { shaOf } from "./ids.ts";
import type { Person, Role, Token } from "./person.ts";
import { findPerson, findProject, personOf, type World } from "./world.ts";

export interface NewPerson {
  readonly username: string;
  /** As people read it; default: the username. */
  readonly name?: string;
  readonly isBot?: boolean;
}

/** @throws Error when the username is taken */
export function addPerson(world: World, { username, name = username, isBot = false }: NewPerson): Person {
  if (findPerson(world, username)) throw new Error(`there already is a person ${username}`);
  const person = { id: world.ids.next("user"), username, name, isBot, createdAt: world.clock() };
  world.people.push(person);
  return person;
}

export interface NewToken {
  /** Default: one made from the username, the same in every run. */
  readonly text?: string;
  readonly scope?: Token["scope"];
  readonly expiresAt?: Instant | null;
}

/** @throws Error when there is no such person */
export function addToken(world: World, username: string, token: NewToken = {}): Token {
  const person = personOf(world, username);
  const mine = world.tokens.filter((known) => known.person === person).length;
  const { text = `glpat-${shaOf(`${username}/${mine}`).slice(0, 20)}`, scope = "api", expiresAt = null } = token;
  const added = { text, person, scope, expiresAt };
  world.tokens.push(added);
  return added;
}

export interface NewProject {
  /** With its groups: `shop/api`. */
  readonly path: string;
  readonly id?: number;
  /** Usernames and their roles. Who is not known yet becomes a person, without a token. */
  readonly members?: Readonly<Record<string, Role>>;
  readonly defaultBranch?: string;
  readonly branches?: readonly string[];
  readonly protectedBranches?: readonly ProtectedRef[];
  readonly protectedTags?: readonly ProtectedRef[];
  readonly settings?: Partial<ProjectSettings>;
}

/** @throws Error when the path or the id is taken */
export function addProject(world: World, added: NewProject): Project {
  const { path, id = world.ids.next("project"), defaultBranch = "main" } = added;
  if (findProject(world, path) || findProject(world, id))
    throw new Error(`there already is a project ${path} or ${id}`);
  const names = path.split("/").map(displayName);
  const project: Project = {
    id,
    path,
    name: names.at(-1) ?? path,
    namespace: names.slice(0, -1).join(" / "),
    defaultBranch,
    createdAt: world.clock(),
    members: new Map(),
    branches: new Set([defaultBranch, ...(added.branches ?? [])]),
    protectedBranches: [...(added.protectedBranches ?? [])],
    protectedTags: [...(added.protectedTags ?? [])],
    settings: {
      visibility: "private",
      pipelineVariables: "developer",
      isRefreshingStats: false,
      ...added.settings,
    },
    pipelines: [],
    refStatuses: new Map(),
  };
  for (const [username, role] of Object.entries(added.members ?? {}))
    project.members.set(findPerson(world, username) ?? addPerson(world, { username }), role);
  world.projects.push(project);
  return project;
}

/** `web-shop` as GitLab shows it: `Web Shop`. */
function displayName(part: string): string {
  return part.replaceAll("-", " ").replace(/\b[a-z]/g, (letter) => letter.toUpperCase());
}
