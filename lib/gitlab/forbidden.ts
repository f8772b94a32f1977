import { GitLabError } from "../core/errors.ts";

/** What the token may not read is not to be learnt: `undefined`. */
export async function unlessForbidden<T>(look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof GitLabError && error.code === "forbidden") return undefined;
    throw error;
  }
}
