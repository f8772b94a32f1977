import { GitLabError } from "../core/errors.ts";
import { whereOf } from "./http/ask.ts";
import { failure } from "./http/errors.ts";
import { isNoEndpoint, lackText, type Novelty } from "./lacking.ts";

/** A path that not every GitLab has. */
interface NewPath extends Novelty {
  readonly path: string;
  /** Whether what the path leads to is there, where GitLab's words alone are not certain. */
  readonly isThere?: () => Promise<boolean>;
}

/**
 * Looks at a path that old GitLabs do not have.
 *
 * @returns `undefined` when the thing is gone or hidden
 * @throws GitLabError as the look, and `notFound` when this GitLab has no such path
 */
export async function unlessGoneOrTooOld<T>(novelty: NewPath, look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (!isNoEndpoint(error)) return undefinedIfGone(error);
    if ((await novelty.isThere?.()) === false) return undefined;
    throw failure({
      code: "notFound",
      where: whereOf(novelty.path),
      what: lackText(novelty),
      advice: `do without it, or update GitLab to ${novelty.since} or newer`,
      status: 404,
      cause: error,
    });
  }
}

function undefinedIfGone(error: unknown): undefined {
  if (error instanceof GitLabError && error.code === "notFound") return undefined;
  throw error;
}
