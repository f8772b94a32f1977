import { showMetadata, showVersion } from "../instance.ts";
import { listProjects, showProject } from "../projects.ts";
import { project, type Route } from "../route.ts";
import { inProject } from "../within.ts";

/** The instance and its projects. */
export const projectRoutes: readonly Route[] = [
  ["GET", "/version", showVersion],
  ["GET", "/metadata", showMetadata],
  ["GET", "/projects", listProjects],
  ["GET", project, inProject(showProject)],
];
