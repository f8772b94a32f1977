import type { Project } from "./graph.ts";
import type { Person } from "./person.ts";
import type { World } from "./world.ts";

export function projectUrl({ url }: World, { path }: Project): string {
  return `${url}/${path}`;
}

export function gitHttpUrl(world: World, project: Project): string {
  return `${projectUrl(world, project)}.git`;
}

export function gitSshUrl({ url }: World, { path }: Project): string {
  return `git@${new URL(url).hostname}:${path}.git`;
}

export function personUrl({ url }: World, { username }: Person): string {
  return `${url}/${username}`;
}
