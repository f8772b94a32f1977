import { systemClock } from "../../lib/edge/clock.ts";
import { createGitLab } from "../../lib/gitlab/client.ts";
import type { HttpOptions } from "../../lib/gitlab/http/http.ts";

/** A GitLab, asked with one token. */
export type Client = ReturnType<typeof createGitLab>;

/** A client with one token. */
export function clientFor(
  baseUrl: string,
  token: string,
  options: Pick<HttpOptions, "callTimeoutSeconds" | "onAnswer" | "caPem">,
): Client {
  return createGitLab({ baseUrl, token, ...options, clock: systemClock, userAgent: "Penstock" });
}
