import { noRecord, nothing } from "../machine/refusal.ts";
import type { Project, ProtectedEnvironment, ProtectedRef } from "../state/graph.ts";
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
  return offsetPage(call, { rows: protectedEnvironments, show: environmentEntity });
}

export function showProtectedEnvironment({ world, params }: Call, { protectedEnvironments }: Project): Answer {
  if (!world.settings.isPremium) return refusal(nothing);
  const found = protectedEnvironments.find(({ name }) => name === params.name);
  return found ? json(200, environmentEntity(found)) : refusal(noRecord());
}

type Numbered = ProtectedRef & { readonly id: number };

function numbered(rules: readonly ProtectedRef[]): Numbered[] {
  return rules.map((rule, index) => ({ ...rule, id: index + 1 }));
}

function branchEntity(world: World, rule: Numbered) {
  return {
    id: rule.id,
    name: rule.name,
    push_access_levels: accessEntities(world, rule),
    merge_access_levels: accessEntities(world, rule),
    allow_force_push: false,
    ...(world.settings.isEnterprise && { unprotect_access_levels: [], code_owner_approval_required: false }),
    ...(world.settings.isPremium && { inherited: false }),
  };
}

/** A protected tag has no id, its access levels have. */
function tagEntity(world: World, rule: Numbered) {
  return { name: rule.name, create_access_levels: accessEntities(world, rule) };
}

/** Single people can be named with Premium only; the twin shows them all the same where its world names some. */
function accessEntities(world: World, { id, role = "maintainer", usernames = [] }: Numbered) {
  const people = usernames.map((username) => findPerson(world, username)).filter((person) => person !== undefined);
  const levels = [
    {
      access_level: role === "none" ? 0 : accessLevels[role],
      access_level_description: descriptions[role],
      user_id: null,
    },
    ...people.map((person) => ({ access_level: 40, access_level_description: person.name, user_id: person.id })),
  ];
  return levels.map(({ user_id, ...level }, index) => ({
    id: id * 100 + index,
    ...level,
    ...((world.settings.isPremium || people.length > 0) && { user_id, group_id: null }),
    deploy_key_id: null,
  }));
}

const descriptions: Readonly<Record<Role | "none", string>> = {
  none: "No one",
  guest: "Guest",
  reporter: "Reporter",
  developer: "Developers + Maintainers",
  maintainer: "Maintainers",
  owner: "Owners",
};

function environmentEntity({ name, role, requiredApprovals = 0 }: ProtectedEnvironment) {
  const who = { access_level: accessLevels[role], access_level_description: descriptions[role] };
  return {
    name,
    deploy_access_levels: [{ id: 1, ...who, user_id: null, group_id: null, group_inheritance_type: 0 }],
    required_approval_count: requiredApprovals,
    approval_rules: [],
  };
}
