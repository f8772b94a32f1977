import type { Instant } from "../../../lib/core/time.ts";
import type { Project, ProjectSettings, ProtectedEnvironment, ProtectedRef } from "./graph.ts";
import { type Group, groupAt } from "./group.ts";
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
  const person: Person = {
    id: world.ids.next("user"),
    username,
    name,
    isBot,
    createdAt: world.clock(),
    state: "active",
  };
  world.people.push(person);
  return person;
}

export interface NewToken {
  /** As its owner calls it; default: the username. */
  readonly name?: string;
  /** Default: one made from the username, the same in every run. */
  readonly text?: string;
  readonly scope?: Token["scope"];
  readonly moreScopes?: readonly string[];
  readonly expiresAt?: Instant | null;
}

/** @throws Error when there is no such person */
export function addToken(world: World, username: string, token: NewToken = {}): Token {
  const person = personOf(world, username);
  const mine = world.tokens.filter((known) => known.person === person).length;
  const { text = `glpat-${shaOf(`${username}/${mine}`).slice(0, 20)}`, scope = "api", expiresAt = null } = token;
  const { name = username, moreScopes = [] } = token;
  const id = world.ids.next("token");
  const made = { expiresAt, createdAt: world.clock(), isRevoked: false };
  const added: Token = { id, name, text, person, scope, moreScopes, ...made };
  world.tokens.push(added);
  return added;
}

export interface NewProject {
  /** With its groups: `shop/api`. */
  readonly path: string;
  /** The paths that it had before it was renamed. */
  readonly formerPaths?: readonly string[];
  readonly id?: number;
  /** Default: now. */
  readonly createdAt?: Instant;
  /** Usernames and their roles. Who is not known yet becomes a person, without a token. */
  readonly members?: Readonly<Record<string, Role>>;
  /** As `members`, through a group above the project. */
  readonly inheritedMembers?: Readonly<Record<string, Role>>;
  /** Paths of groups, and the most that their members may in the project. */
  readonly invited?: Readonly<Record<string, Role>>;
  /** The day, such as `2026-12-24`, on which a member's time ends, by username. */
  readonly memberExpiries?: Readonly<Record<string, string>>;
  readonly defaultBranch?: string;
  readonly branches?: readonly string[];
  readonly protectedBranches?: readonly ProtectedRef[];
  readonly protectedTags?: readonly ProtectedRef[];
  readonly protectedEnvironments?: readonly ProtectedEnvironment[];
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
    formerPaths: added.formerPaths ?? [],
    name: names.at(-1) ?? path,
    namespace: names.slice(0, -1).join(" / "),
    defaultBranch,
    createdAt: added.createdAt ?? world.clock(),
    members: new Map(),
    inheritedMembers: new Map(),
    group: names.length > 1 ? groupAt(world.groups, path.split("/").slice(0, -1).join("/")) : null,
    invited: new Map(Object.entries(added.invited ?? {}).map(([group, role]) => [groupAt(world.groups, group), role])),
    memberExpiries: new Map(),
    branches: new Set([defaultBranch, ...(added.branches ?? [])]),
    tags: new Map(),
    releases: [],
    resourceGroups: new Map(),
    environments: new Map(),
    deployments: [],
    protectedBranches: [...(added.protectedBranches ?? [])],
    protectedTags: [...(added.protectedTags ?? [])],
    protectedEnvironments: [...(added.protectedEnvironments ?? [])],
    settings: {
      visibility: "private",
      hasPublicPipelines: added.settings?.visibility === "public",
      pipelineVariables: "developer",
      forwardDeployment: true,
      allowsRollback: true,
      cancelsRedundant: false,
      isRefreshingStats: false,
      isArchived: false,
      hasJobs: true,
      keepsLatestArtifacts: true,
      jobTokensFrom: [],
      ...added.settings,
    },
    pipelines: [],
    refStatuses: new Map(),
  };
  const someone = (username: string) => someoneOf(world, username);
  for (const [username, role] of Object.entries(added.members ?? {})) project.members.set(someone(username), role);
  for (const [username, role] of Object.entries(added.inheritedMembers ?? {}))
    project.inheritedMembers.set(someone(username), role);
  for (const [username, day] of Object.entries(added.memberExpiries ?? {}))
    project.memberExpiries.set(someone(username), day);
  world.projects.push(project);
  return project;
}

function someoneOf(world: World, username: string): Person {
  return findPerson(world, username) ?? addPerson(world, { username });
}

export interface NewGroup {
  /** With those above it: `shop/backend`. */
  readonly path: string;
  /** Usernames and their roles, as in a project. */
  readonly members?: Readonly<Record<string, Role>>;
  /** By tiers: `production`, `staging`, `testing`, `development`, `other`. */
  readonly protectedEnvironments?: readonly ProtectedEnvironment[];
}

/** A group; of one that is there already, what it has more. */
export function addGroup(world: World, { path, members = {}, protectedEnvironments = [] }: NewGroup): Group {
  const group = groupAt(world.groups, path);
  for (const [username, role] of Object.entries(members)) group.members.set(someoneOf(world, username), role);
  group.protectedEnvironments.push(...protectedEnvironments);
  return group;
}

/** `web-shop` as GitLab shows it: `Web Shop`. */
function displayName(part: string): string {
  return part.replaceAll("-", " ").replace(/\b[a-z]/g, (letter) => letter.toUpperCase());
}
