import { GitLabError } from "../../lib/core/errors.ts";
import type { RateAnswer } from "../../lib/core/throttleHeard.ts";
import type { Clock } from "../../lib/core/time.ts";
import type { TokenSaid } from "../../lib/core/tokenStanding.ts";
import { createHttp } from "../../lib/gitlab/http/http.ts";
import { createInstance } from "../../lib/gitlab/instance.ts";
import { known } from "../../lib/gitlab/known.ts";

/** A GitLab, and how it is asked of a token. */
export interface TokenAsked {
  readonly url: string;
  readonly caPem?: string;
  readonly callTimeoutSeconds: number;
  readonly clock: Clock;
  readonly onAnswer?: (answer: RateAnswer) => void;
}

/**
 * What GitLab says of a token to itself. Project and group tokens may ask, too.
 *
 * Source: docs.gitlab.com/api/personal_access_tokens, "Self-inform" (read 2026-11).
 *
 * @throws GitLabError when GitLab cannot be asked
 */
export async function askToken(token: string, { url, ...how }: TokenAsked): Promise<TokenSaid> {
  const http = createHttp({ baseUrl: url, token, ...how, userAgent: "Penstock" });
  try {
    const self = await createInstance(http).self();
    if ("lacking" in self) return { kind: "untold", words: self.lacking };
    const { name: label, userId, scopes, expiresAt } = self;
    return { kind: "described", ...known({ label, userId, scopes, expiresAt }) };
  } catch (error) {
    if (!(error instanceof GitLabError) || error.code !== "unauthorized") throw error;
    return { kind: "refused", words: `GitLab refuses it: ${error.advice}, and put it into its parameter` };
  } finally {
    await http.close();
  }
}
