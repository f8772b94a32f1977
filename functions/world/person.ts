import { GitLabError } from "../../lib/core/errors.ts";
import type { Person } from "../../lib/core/gate.ts";
import { systemClock } from "../../lib/edge/clock.ts";
import { createHttp } from "../../lib/gitlab/http/http.ts";
import { createInstance } from "../../lib/gitlab/instance.ts";

/** Somebody waits for the answer. */
const callTimeoutSeconds = 6;

/** Who has a token, but nobody who could decide anything. */
export interface NoPerson {
  readonly noPerson: string;
}

/**
 * The person whose token it is, as GitLab says now; `undefined`: GitLab does not know it. It is sent to that GitLab once,
 * over https unless that is on this machine, and forgotten. A user who is not active is no person, nor is a bot, nor one of
 * whom GitLab tells neither.
 *
 * Source: docs.gitlab.com/api/users, `GET /user`: `state`, `bot` (read 2026-11).
 *
 * @throws GitLabError when GitLab cannot be asked; SettingsError for a text that is no token
 */
export async function personBehind(
  { url, caPem }: { readonly url: string; readonly caPem?: string },
  token: string,
): Promise<Person | NoPerson | undefined> {
  const ca = caPem !== undefined && { caPem };
  const http = createHttp({
    baseUrl: url,
    token,
    callTimeoutSeconds,
    clock: systemClock,
    userAgent: "Penstock",
    ...ca,
  });
  try {
    const { id, username, isBot, state } = await createInstance(http).user();
    if (state !== "active") return { noPerson: `${username} is not active in GitLab` };
    if (isBot !== false) return { noPerson: `${username} is a bot of GitLab, or may be one` };
    return { userId: id, username };
  } catch (error) {
    if (error instanceof GitLabError && error.code === "unauthorized") return undefined;
    throw error;
  } finally {
    await http.close();
  }
}
