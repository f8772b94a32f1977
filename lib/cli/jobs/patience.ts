import { GitLabError, type GitLabErrorCode } from "../../core/errors.ts";
import { type Instant, millis } from "../../core/time.ts";
import { note } from "../print.ts";
import type { Client } from "./client.ts";
import { closed } from "./text.ts";

/** Until when passing trouble is borne. */
interface Patience extends Pick<Client, "clock" | "pause"> {
  readonly until: Instant;
  /** Whether this GitLab has answered before: only then does nobody's answering pass. */
  readonly hasAnswered: boolean;
}

const passing: readonly GitLabErrorCode[] = ["server", "timeout", "unreachable", "throttled"];
const [firstPause, longestPause] = [3, 30];

/**
 * Looks, and looks again after trouble that passes, not earlier than GitLab says. For what changes nothing.
 *
 * @throws GitLabError as the last look, when it is no such trouble or the next look would come too late
 */
export async function lookPatiently<T>(look: () => Promise<T>, patience: Patience): Promise<T> {
  const { clock, pause, until } = patience;
  for (let seconds = firstPause; ; seconds = Math.min(seconds * 2, longestPause)) {
    try {
      return await look();
    } catch (error) {
      if (!isPassing(error, patience)) throw error;
      const waitSeconds = Math.max(seconds, error.retryAfterSeconds ?? 0);
      if (clock() + millis(waitSeconds) > until) throw error;
      note(`${closed(error.message)} Looking again in ${waitSeconds} s`);
      await pause(waitSeconds);
    }
  }
}

function isPassing(error: unknown, { hasAnswered }: Patience): error is GitLabError {
  if (!(error instanceof GitLabError)) return false;
  return passing.includes(error.code) || (hasAnswered && error.code === "refusedConnection");
}
