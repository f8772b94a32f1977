import { deployRole } from "../machine/environment.ts";
import { noRecord, nothing } from "../machine/refusal.ts";
import type { Grants, Project, ProtectedEnvironment, ProtectedRef } from "../state/graph.ts";
import { type Group, groupId } from "../state/group.ts";
import { accessLevels, type Role } from "../state/person.ts";
import { findPerson, type World } from "../state/world.ts";
import { type Answer, json, refusal } from "./answer.ts";
import type { Call } from "./call.ts";
import { offsetPage } from "./paging.ts";

// Source: docs.gitlab.com/api/protected_branches, /protected_tags, /protected_environments (read 2026-11).

export function listProtectedBranches(call: Call, { protectedBranches }: Project): Answer {
  const wanted = call.query.get("search") ?? "";
  const rows = numbered(protectedBranches).filter(({ name }) => name.includes(wanted));
  return offsetPage(call, { rows, show: (rule) => branchEntity(call.world, rule) });
}

/** By its very name, stars and all. */
export function showProtectedBranch({ world, params }: Call, { protectedBranches }: Project): Answer {
  const rule = numbered(protectedBranches).find(({ name }) => name === params.name);
  return rule ? json(200, branchEntity(world, rule)) : refusal(noRecord());
}

export function listProtectedTags(call: Call, { protectedTags }: Project): Answer {
  return offsetPage(call, { rows: numbered(protectedTags), show: (rule) => tagEntity(call.world, rule) });
}

export function showProtectedTag({ world, params }: Call, { protectedTags }: Project): Answer {
  const rule = numbered(protectedTags).find(({ name }) => name === params.name);
  return rule ? json(200, tagEntity(world, rule)) : refusal(noRecord());
}

/** Without a licence for it there is nothing to find. */
export function listProtectedEnvironments(call: Call, { protectedEnvironments }: Project): Answer {
  if (!call.world.settings.isPremium) return refusal(nothing);
  const show = (rule: ProtectedEnvironment) => environmentEntity(call.world, rule);
  return offsetPage(call, { rows: protectedEnvironments, show });
}

/** As those of a project, by tiers. */
export function listGroupEnvironments(call: Call, { protectedEnvironments }: Group): Answer {
  if (!call.world.settings.isPremium) return refusal(nothing);
  const show = (rule: ProtectedEnvironment) => environmentEntity(call.world, rule);
  return offsetPage(call, { rows: protectedEnvironments, show });
}

export function showProtectedEnvironment({ world, params }: Call, { protectedEnvironments }: Project): Answer {
  if (!world.settings.isPremium) return refusal(nothing);
  const found = protectedEnvironments.find(({ name }) => name === params.name);
  return found ? json(200, environmentEntity(world, found)) : refusal(noRecord());
}

type Numbered = ProtectedRef & { readonly id: number };

function numbered(rules: readonly ProtectedRef[]): Numbered[] {
  return rules.map((rule, index) => ({ ...rule, id: index + 1 }));
}

function branchEntity(world: World, rule: Numbered) {
  return {
    id: rule.id,
    name: rule.name,
    push_access_levels: accessEntities(world, rule.id, rule),
    merge_access_levels: accessEntities(world, rule.id, rule.merge ?? rule),
    allow_force_push: false,
    ...(world.settings.isEnterprise && { unprotect_access_levels: [], code_owner_approval_required: false }),
    ...(world.settings.isPremium && { inherited: false }),
  };
}

/** A protected tag has no id, its access levels have. */
function tagEntity(world: World, rule: Numbered) {
  return { name: rule.name, create_access_levels: accessEntities(world, rule.id, rule) };
}

/** People and groups can be named with Premium only; the twin shows them all the same where its world names some. */
function accessEntities(world: World, id: number, { role = "maintainer", usernames = [], groups = [] }: Grants) {
  const named = namedEntities(world, { usernames, groups });
  const levels = [roleEntity(role), ...named];
  return levels.map(({ user_id, group_id, ...level }, index) => ({
    id: id * 100 + index,
    ...level,
    ...((world.settings.isPremium || named.length > 0) && { user_id, group_id }),
    deploy_key_id: null,
  }));
}

interface Access {
  readonly access_level: number | null;
  readonly access_level_description: string;
  readonly user_id: number | null;
  readonly group_id: number | null;
}

function roleEntity(role: Role | "none"): Access {
  const access_level = role === "none" ? 0 : accessLevels[role];
  return { access_level, access_level_description: descriptions[role], user_id: null, group_id: null };
}

/** GitLab tells a role with these too, which says nothing. */
function namedEntities(
  world: World,
  { usernames, groups }: { usernames: readonly string[]; groups: readonly string[] },
): Access[] {
  const people = usernames.map((username) => findPerson(world, username)).filter((person) => person !== undefined);
  return [
    ...people.map(({ id, name }) => ({
      ...{ access_level: 40, access_level_description: name },
      ...{ user_id: id, group_id: null },
    })),
    ...groups.map((path) => ({
      ...{ access_level: 40, access_level_description: path },
      ...{ user_id: null, group_id: groupId(path) },
    })),
  ];
}

const descriptions: Readonly<Record<Role | "none", string>> = {
  none: "No one",
  guest: "Guest",
  reporter: "Reporter",
  developer: "Developers + Maintainers",
  maintainer: "Maintainers",
  owner: "Owners",
};

function environmentEntity(world: World, rule: ProtectedEnvironment) {
  const { name, usernames = [], groups = [], requiredApprovals = 0, inheritsGroups = false } = rule;
  const role = deployRole(rule);
  const levels = [...(role === "none" ? [] : [roleEntity(role)]), ...namedEntities(world, { usernames, groups })];
  return {
    name,
    deploy_access_levels: levels.map((level, index) => ({
      id: index + 1,
      ...level,
      group_inheritance_type: inheritsGroups && level.group_id !== null ? 1 : 0,
    })),
    required_approval_count: requiredApprovals,
    approval_rules: [],
  };
}
