import * as z from "zod";
import type { SeenProject } from "../../core/doctorLooks.ts";
import type { Page } from "../../core/page.ts";
import { variablesFrom } from "../answers/projectaccess.ts";
import { Flag, Id, Text, Word } from "../fields.ts";
import { askOne, askPage, reader } from "../http/ask.ts";
import type { Http } from "../http/http.ts";
import { pagePath } from "../http/pages.ts";
import { known } from "../known.ts";
import { projectPath } from "../place.ts";

// `jobs_enabled` is what the token's user sees. Source: docs.gitlab.com/api/projects, gitlabhq lib/api/entities/project.rb (read 2026-11).
const ProjectAnswer = z
  .object({
    id: Id,
    path_with_namespace: Text,
    archived: Flag,
    jobs_enabled: Flag,
    builds_access_level: Word,
    ci_pipeline_variables_minimum_override_role: Word,
    restrict_user_defined_variables: Flag,
  })
  .transform(
    (project): SeenProject =>
      known({
        id: project.id,
        path: project.path_with_namespace,
        isArchived: project.archived,
        hasJobs: project.builds_access_level === "disabled" ? false : project.jobs_enabled,
        variablesFrom: variablesFrom(project),
      }),
  );

/** `atLeast`: GitLab before 11.2 knows no such filter and leaves nobody out. Each throws GitLabError. */
export function projectsPage(
  http: Http,
  { atLeast, cursor }: { readonly atLeast?: number; readonly cursor?: string },
): Promise<Page<SeenProject>> {
  const level = atLeast === undefined ? "" : `&min_access_level=${atLeast}&simple=true`;
  const first = `/projects?membership=true&order_by=id&sort=asc&pagination=keyset&per_page=100${level}`;
  return askPage(http, pagePath(first, cursor), reader(ProjectAnswer));
}

export function projectAt(http: Http, which: number | string): Promise<SeenProject> {
  return askOne(http, projectPath(which), reader(ProjectAnswer));
}
