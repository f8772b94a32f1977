import { slugOf } from "../state/environment.ts";
import type { Job, Project, ProtectedEnvironment } from "../state/graph.ts";
import { type Group, groupLevel, withAbove } from "../state/group.ts";
import { accessLevels, type Person, type Role } from "../state/person.ts";
import { accessLevel } from "../state/project.ts";
import type { World } from "../state/world.ts";

/** A job that names an environment makes it, where its project has none of that name. */
export function noteEnvironment(world: World, { environment, pipeline: { project } }: Job): void {
  if (!environment || project.environments.has(environment.name)) return;
  const { name, tier } = environment;
  project.environments.set(name, {
    id: world.ids.next("environment"),
    name,
    slug: slugOf(name),
    tier,
    createdAt: world.clock(),
    state: "available",
  });
}

/** One protection of an environment; by whom: `null` is the project itself. */
export interface Protecting {
  readonly rule: ProtectedEnvironment;
  readonly by: Group | null;
}

/** What the project itself protects it with, where there is a licence for it. */
export function protectionOf({ settings }: World, project: Project, name: string): ProtectedEnvironment | undefined {
  return settings.isPremium ? project.protectedEnvironments.find((one) => one.name === name) : undefined;
}

/**
 * What protects an environment: the project, by its name, and every group above, by its tier.
 * Source: gitlab-org/gitlab ee/app/models/protected_environment.rb, for_environment (read 2026-11).
 */
export function protectingOf(
  world: World,
  project: Project,
  { name, tier }: { name: string; tier: string },
): Protecting[] {
  if (!world.settings.isPremium) return [];
  const own = project.protectedEnvironments.filter((rule) => rule.name === name).map((rule) => ({ rule, by: null }));
  const above = withAbove(project.group).flatMap((by) =>
    by.protectedEnvironments.filter((rule) => rule.name === tier).map((rule) => ({ rule, by })),
  );
  return [...own, ...above];
}

/** What the environment says to a person with that job: `open` where nothing protects it, `granted` where all that does lets through. */
export function deployRightOf(
  world: World,
  person: Person | null,
  { environment, pipeline: { project } }: Job,
): "open" | "granted" | "barred" {
  if (!environment) return "open";
  const { name, tier } = project.environments.get(environment.name) ?? environment;
  const all = protectingOf(world, project, { name, tier });
  if (all.length === 0) return "open";
  return person !== null && all.every((one) => isLetThrough(world, { person, project }, one)) ? "granted" : "barred";
}

/** Whether the person may deploy with that job, as far as its environment is concerned. */
export function mayDeploy(world: World, person: Person | null, job: Job): boolean {
  return deployRightOf(world, person, job) !== "barred";
}

/**
 * A role is one in what protects; any membership of a named group is enough.
 * Source: gitlab-org/gitlab ee/app/models/concerns/protected_environments/authorizable.rb (read 2026-11).
 */
function isLetThrough(
  { groups: known }: World,
  { person, project }: { person: Person; project: Project },
  { rule, by }: Protecting,
): boolean {
  const { usernames = [], groups = [], inheritsGroups = false } = rule;
  const role = deployRole(rule);
  if (usernames.includes(person.username)) return true;
  const level = by ? groupLevel(by, person) : accessLevel(project, person);
  if (role !== "none" && level >= accessLevels[role]) return true;
  const how = inheritsGroups ? "inherited" : "direct";
  return groups.some((path) => {
    const group = known.get(path);
    return group !== undefined && groupLevel(group, person, how) > 0;
  });
}

/** Who is named is let through instead of a role, unless that is named too. */
export function deployRole({ role, usernames = [], groups = [] }: ProtectedEnvironment): Role | "none" {
  return role ?? (usernames.length + groups.length > 0 ? "none" : "maintainer");
}
