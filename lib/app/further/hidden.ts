import { GitLabError } from "../../core/errors.ts";

/** GitLab's word that a thing is not there or not for us, and what cannot be asked for at all. */
const hidden: readonly string[] = ["notFound", "forbidden", "badRequest", "tooLarge"];

/**
 * `undefined` where that one thing is hidden.
 *
 * @throws GitLabError when GitLab cannot be asked
 */
export async function unlessHidden<T>(look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof GitLabError && hidden.includes(error.code)) return undefined;
    throw error;
  }
}
