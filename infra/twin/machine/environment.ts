import { slugOf } from "../state/environment.ts";
import type { Job, Project, ProtectedEnvironment } from "../state/graph.ts";
import type { Person } from "../state/person.ts";
import { hasRole } from "../state/project.ts";
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

/** What protects the environment of that name, where there is a licence for it. */
export function protectionOf({ settings }: World, project: Project, name: string): ProtectedEnvironment | undefined {
  return settings.isPremium ? project.protectedEnvironments.find((one) => one.name === name) : undefined;
}

/** Whether the person may deploy with that job, as far as its environment is concerned. */
export function mayDeploy(world: World, person: Person | null, { environment, pipeline: { project } }: Job): boolean {
  const rule = environment && protectionOf(world, project, environment.name);
  return !rule || (person !== null && hasRole(project, person, rule.role));
}
