import type { Project } from "../state/graph.ts";
import { groupId } from "../state/group.ts";

export { groupId } from "../state/group.ts";

// For hooks a group is there because projects are below it.

export function isBelow({ path }: Project, groupPath: string | null): boolean {
  return groupPath !== null && path.startsWith(`${groupPath}/`);
}

/** The group of that number or path, with all projects below it. */
export function findGroup(
  projects: readonly Project[],
  idOrPath: string,
): { readonly path: string; readonly projects: Project[] } | undefined {
  const paths = projects.flatMap(({ path }) => {
    const parts = path.split("/").slice(0, -1);
    return parts.map((_, at) => parts.slice(0, at + 1).join("/"));
  });
  const path = paths.find((one) => one === idOrPath || String(groupId(one)) === idOrPath);
  return path === undefined ? undefined : { path, projects: projects.filter((project) => isBelow(project, path)) };
}
