import { shaOf } from "./ids.ts";
import { accessLevels, type Person, type Role } from "./person.ts";
import type { ProtectedEnvironment } from "./protection.ts";

/** A group of projects and of other groups. */
export interface Group {
  /** It follows from the path. */
  readonly id: number;
  readonly path: string;
  readonly parent: Group | null;
  /** Those who were given a role in the group itself. */
  readonly members: Map<Person, Role>;
  /** By tiers, not by names. */
  readonly protectedEnvironments: ProtectedEnvironment[];
}

export function groupId(path: string): number {
  return Number.parseInt(shaOf(`group ${path}`).slice(0, 7), 16) + 1;
}

/** The group of that path, which is made with those above it where they are not there yet. */
export function groupAt(groups: Map<string, Group>, path: string): Group {
  const known = groups.get(path);
  if (known) return known;
  const above = path.split("/").slice(0, -1).join("/");
  const parent = above === "" ? null : groupAt(groups, above);
  const group: Group = { id: groupId(path), path, parent, members: new Map(), protectedEnvironments: [] };
  groups.set(path, group);
  return group;
}

/** The group and all above it, the outermost last. */
export function withAbove(group: Group | null): Group[] {
  return group ? [group, ...withAbove(group.parent)] : [];
}

/** What somebody may in a group; `direct`: without the groups above it. 0 for a stranger. */
export function groupLevel(group: Group, person: Person, how: "direct" | "inherited" = "inherited"): number {
  const places = how === "direct" ? [group] : withAbove(group);
  return Math.max(...places.map(({ members }) => levelOf(members.get(person))));
}

export function levelOf(role: Role | undefined): number {
  return role ? accessLevels[role] : 0;
}
