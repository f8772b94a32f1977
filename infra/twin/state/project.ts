import type { Project, ProtectedRef } from "./graph.ts";
import { groupLevel, levelOf } from "./group.ts";
import { accessLevels, type Person, type Role } from "./person.ts";

/** 0 for a stranger; the highest one of who is a member several times. */
export function accessLevel({ members, inheritedMembers, group, invited }: Project, person: Person): number {
  const asGuest = [...invited].map(([guest, most]) => Math.min(groupLevel(guest, person), accessLevels[most]));
  const inGroup = group ? groupLevel(group, person) : 0;
  return Math.max(levelOf(members.get(person)), levelOf(inheritedMembers.get(person)), inGroup, ...asGuest);
}

export function hasRole(project: Project, person: Person, role: Role): boolean {
  return accessLevel(project, person) >= accessLevels[role];
}

/** The rules that protect a ref; none: it is not protected. */
export function protections(project: Project, ref: string, tag: boolean): ProtectedRef[] {
  return (tag ? project.protectedTags : project.protectedBranches).filter(({ name }) => matches(name, ref));
}

function matches(pattern: string, ref: string): boolean {
  const escaped = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${escaped.join(".*")}$`, "s").test(ref);
}
