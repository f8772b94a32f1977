import { GitLabError } from "../core/errors.ts";
import { unlessGone } from "./http/ask.ts";

/** What this GitLab cannot be asked, being too old or of another edition: a sentence with its cure. */
export interface Lacking {
  readonly lacking: string;
}

/** What not every GitLab has. */
export interface Novelty {
  /** E.g. `list of trigger jobs`. */
  readonly what: string;
  /** The first GitLab that has it, e.g. `13.10`. */
  readonly since: string;
}

/** The one sentence for what a GitLab is too old for. */
export function lackText({ what, since }: Novelty): string {
  return `this GitLab has no ${what}: that came with ${since}`;
}

/**
 * Whether GitLab has no such endpoint, or not with this method. It then says `404 Not Found` (405) and names nothing; what is
 * gone or hidden has a name (`404 Project Not Found`) or a small f (`404 Not found`). An edition without the licence says the
 * same, by `not_found!`. Source: gitlabhq lib/api/api.rb (the last route), lib/api/helpers.rb (read 2026-11).
 */
export function isNoEndpoint(error: unknown): boolean {
  return error instanceof GitLabError && /: (404 Not Found|405 Not Allowed)$/.test(error.message);
}

/** As `unlessGone`, and where GitLab has no such endpoint, that is said. */
export function unlessLacking<T>(lacking: string, look: () => Promise<T>): Promise<T | Lacking | undefined> {
  return unlessGone(async () => {
    try {
      return await look();
    } catch (error) {
      if (isNoEndpoint(error)) return { lacking };
      throw error;
    }
  });
}
