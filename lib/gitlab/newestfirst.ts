import { GitLabError } from "../core/errors.ts";
import type { Job, JobStatus } from "../core/job.ts";
import type { Page } from "../core/ports.ts";
import { pagePath } from "./http/pages.ts";
import { projectJobsPath, refuseDisorder } from "./joblists.ts";
import type { ProjectRef } from "./place.ts";

/** Which of a project's jobs. A cursor goes on with its own list. */
export interface NewestAsked {
  readonly project: ProjectRef;
  readonly statuses?: readonly JobStatus[];
  readonly ref?: string;
  readonly cursor?: string;
  readonly perPage?: number;
}

/**
 * A project's jobs, newest first: by keyset, until a GitLab refuses that on a first page, and from then on by number.
 *
 * @param page asks for one page
 */
export function newestFirst<T extends Job>(page: (path: string, asked: NewestAsked) => Promise<Page<T>>) {
  let refused = false;
  const ask = (asked: NewestAsked, numbered: boolean) =>
    page(pagePath(projectJobsPath(asked.project, { ...asked, numbered }), asked.cursor), asked);

  return async (asked: NewestAsked): Promise<Page<T>> => {
    const numbered = refused;
    const found = await ask(asked, numbered).catch((error: unknown) => {
      if (numbered || asked.cursor !== undefined || !isKeysetRefused(error)) throw error;
      refused = true;
      return ask(asked, true);
    });
    refuseDisorder(projectJobsPath(asked.project), found.items);
    return found;
  };
}

/** 501 in old GitLabs, 405 in later ones. Source: gitlabhq lib/api/helpers/pagination_strategies.rb (read 2026-11). */
function isKeysetRefused(error: unknown): boolean {
  return error instanceof GitLabError && (error.status === 405 || error.status === 501);
}
