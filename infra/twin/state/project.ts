import type { Project, ProtectedRef } from "./graph.ts";
import { accessLevels, type Person, type Role } from "./person.ts";

/** 0 for a stranger; the higher one of who is a member twice. */
export function accessLevel({ members, inheritedMembers }: Project, person: Person): number {
  const roles = [members.get(person), inheritedMembers.get(person)];
  return Math.max(...roles.map((role) => (role ? accessLevels[role] : 0)));
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
