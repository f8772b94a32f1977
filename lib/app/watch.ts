import type { Project } from "../core/event.ts";
import { projectsCheck } from "../rules/projects.ts";
import type { Worker } from "./worker.ts";

/** Whether Penstock may touch a project of a source, by what GitLab says of it now. */
export function isWatched({ sources }: Pick<Worker, "sources">, source: string, project: Project): boolean {
  const watched = sources.find(({ id }) => id === source);
  return watched !== undefined && projectsCheck(watched.projects)(project).answer === "yes";
}
