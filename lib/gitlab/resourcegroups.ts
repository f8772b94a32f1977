import type { Job } from "../core/job.ts";
import type { Page } from "../core/ports.ts";
import type { Clock } from "../core/time.ts";
import { toJob } from "./answers/job.ts";
import { type ResourceGroup, ResourceGroupAnswer } from "./answers/resourcegroup.ts";
import { askOne, askPage, reader, refuse } from "./http/ask.ts";
import type { Http } from "./http/http.ts";
import { pagePath } from "./http/pages.ts";
import { type Lacking, lackText, unlessLacking } from "./lacking.ts";
import { encodedName, type ProjectRef, projectPath } from "./place.ts";

/**
 * Why a job is `waiting_for_resource`, which it may be for ever. Each throws GitLabError; no such group (or project) is
 * `undefined`; what this GitLab has not is `lacking`. The jobs may be bridges.
 */
export interface ResourceGroups {
  /** A group by its key: what `resource_group` says in `.gitlab-ci.yml`, variables replaced. */
  get(project: ProjectRef, key: string): Promise<ResourceGroup | Lacking | undefined>;
  /** The job that has the resource; `null`: it is free. */
  currentJob(project: ProjectRef, key: string): Promise<{ readonly job: Job | null } | Lacking | undefined>;
  /** Those that wait for it, the next one first where the mode has an order; 100 a page. */
  upcomingPage(
    group: { readonly project: ProjectRef; readonly key: string },
    cursor?: string,
  ): Promise<Page<Job> | Lacking | undefined>;
}

/** Source: docs.gitlab.com/api/resource_groups, gitlabhq lib/api/ci/resource_groups.rb (read 2026-11). */
export function createResourceGroups(http: Http, clock: Clock): ResourceGroups {
  return {
    get: (project, key) =>
      unlessLacking(lackText({ what: "look at a resource group", since: "14" }), async () => {
        const path = groupPath(project, key);
        const group = await askOne(http, path, reader(ResourceGroupAnswer));
        return group.key === key ? group : refuse(path, "the answer is about another resource group");
      }),

    currentJob: (project, key) =>
      unlessLacking(lackText({ what: "look at who has a resource", since: "18" }), () => {
        // a free resource is `null`, which is an answer too
        const read = (value: unknown) => {
          const job = value === null ? value : toJob(value, clock());
          return job === undefined ? job : { job };
        };
        return askOne(http, `${groupPath(project, key)}/current_job`, read);
      }),

    upcomingPage: ({ project, key }, cursor) =>
      unlessLacking(lackText({ what: "list of who waits for a resource", since: "15" }), () => {
        const path = pagePath(`${groupPath(project, key)}/upcoming_jobs?per_page=100`, cursor);
        return askPage(http, path, (value) => toJob(value, clock()));
      }),
  };
}

function groupPath(project: ProjectRef, key: string): string {
  return `${projectPath(project)}/resource_groups/${encodedName("resource group", key)}`;
}
