import { noRecord, notFound } from "../machine/refusal.ts";
import { apiDate } from "../state/dates.ts";
import type { Project } from "../state/graph.ts";
import { type Group, groupLevel, levelOf } from "../state/group.ts";
import type { Person } from "../state/person.ts";
import { accessLevel } from "../state/project.ts";
import type { World } from "../state/world.ts";
import { type Answer, json, parameterError, refusal } from "./answer.ts";
import type { Call } from "./call.ts";
import { personBasicEntity, personEntity, selfEntity } from "./entities.ts";
import { offsetPage } from "./paging.ts";
import { listParam } from "./params.ts";
import { readId } from "./within.ts";

// Oneself and the members of projects and groups.
// Source: docs.gitlab.com/api/users, /personal_access_tokens, /project_members (read 2026-11).

export function showSelf({ world, person }: Call): Answer {
  return json(200, selfEntity(world, person));
}

/** Anybody, as everybody may see them. */
export function showPerson({ world, params }: Call): Answer {
  const id = readId(params.user_id);
  if (id === undefined) return parameterError("id is invalid");
  const person = world.people.find((one) => one.id === id);
  return person ? json(200, personEntity(world, person)) : refusal(notFound("User"));
}

/** The token that asks. */
export function showOwnToken({ world, token }: Call): Answer {
  const isExpired = token.expiresAt !== null && token.expiresAt <= world.clock();
  return json(200, {
    id: token.id,
    name: token.name,
    revoked: token.isRevoked,
    created_at: apiDate(token.createdAt),
    description: null,
    scopes: [token.scope, ...(token.moreScopes ?? [])],
    user_id: token.person.id,
    last_used_at: apiDate(world.clock()),
    active: !token.isRevoked && !isExpired,
    expires_at: token.expiresAt === null ? null : apiDate(token.expiresAt).slice(0, 10),
  });
}

interface Members {
  /** The day on which the membership ends. */
  readonly ends: (person: Person) => string | null;
  readonly has: (person: Person) => boolean;
  readonly level: (person: Person) => number;
}

/** Those who were given a role in the project itself. */
function directMembers(project: Project): Members {
  const { members } = project;
  return {
    has: (person) => members.has(person),
    level: (person) => levelOf(members.get(person)),
    ends: (person) => project.memberExpiries.get(person) ?? null,
  };
}

/** With those of the groups above it. */
function allMembers(project: Project): Members {
  const level = (person: Person) => accessLevel(project, person);
  return { ...directMembers(project), has: (person) => level(person) > 0, level };
}

function membersOfGroup(group: Group, how: "direct" | "inherited"): Members {
  const level = (person: Person) => groupLevel(group, person, how);
  return { has: (person) => level(person) > 0, level, ends: () => null };
}

export function listMembers(call: Call, project: Project): Answer {
  return listOf(call, directMembers(project));
}

export function listAllMembers(call: Call, project: Project): Answer {
  return listOf(call, allMembers(project));
}

export function showMember(call: Call, project: Project): Answer {
  return showOf(call, directMembers(project));
}

export function showMemberOfAll(call: Call, project: Project): Answer {
  return showOf(call, allMembers(project));
}

export function listGroupMembers(call: Call, group: Group): Answer {
  return listOf(call, membersOfGroup(group, "direct"));
}

export function listAllGroupMembers(call: Call, group: Group): Answer {
  return listOf(call, membersOfGroup(group, "inherited"));
}

export function showGroupMember(call: Call, group: Group): Answer {
  return showOf(call, membersOfGroup(group, "direct"));
}

export function showGroupMemberOfAll(call: Call, group: Group): Answer {
  return showOf(call, membersOfGroup(group, "inherited"));
}

function listOf(call: Call, members: Members): Answer {
  const { world, query } = call;
  const wanted = (query.get("query") ?? "").toLowerCase();
  const ids = listParam(query, "user_ids").map(Number);
  const rows = world.people.filter(
    (person) =>
      members.has(person) &&
      `${person.username} ${person.name}`.toLowerCase().includes(wanted) &&
      (ids.length === 0 || ids.includes(person.id)),
  );
  return offsetPage(call, { rows, show: (person) => memberEntity(world, person, members) });
}

function showOf({ world, params }: Call, members: Members): Answer {
  const id = readId(params.user_id);
  if (id === undefined) return parameterError("user_id is invalid");
  const person = world.people.find((one) => one.id === id && members.has(one));
  return person ? json(200, memberEntity(world, person, members)) : refusal(noRecord());
}

function memberEntity(world: World, person: Person, members: Members) {
  return {
    ...personBasicEntity(world, person),
    access_level: members.level(person),
    created_at: apiDate(person.createdAt),
    expires_at: members.ends(person),
    ...(world.settings.isEnterprise && { membership_state: "active" }),
  };
}
