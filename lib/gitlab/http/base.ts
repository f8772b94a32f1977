import { SettingsError } from "../../core/errors.ts";

/** Where a source's API is: the token goes nowhere else. */
export interface Base {
  /** Scheme, host and port. */
  readonly origin: string;
  /** E.g. `/api/v4`, or `/gitlab/api/v4` where GitLab is installed below a path. */
  readonly apiPath: string;
}

/**
 * Reads a source's base URL, e.g. `https://gitlab.com` or `https://host.example/gitlab`. Plain http only to this machine.
 *
 * @throws SettingsError with the cure
 */
export function readBase(baseUrl: string): Base {
  const url = URL.parse(baseUrl);
  if (!url || !/^https?:$/.test(url.protocol))
    throw new SettingsError("the base URL of GitLab is no web address: write it as https://gitlab.example.com");
  if (url.username || url.password || url.search || url.hash)
    throw new SettingsError(
      "the base URL of GitLab has a user, a query or a fragment: write scheme, host and path only",
    );
  if (url.protocol === "http:" && !isLoopback(url.hostname))
    throw new SettingsError(`the base URL of GitLab sends the token in plain text to ${url.hostname}: use https`);
  const [api] = /\/api\/v\d+\/*$/.exec(url.pathname) ?? [];
  if (api !== undefined) {
    const home = url.origin + url.pathname.slice(0, -api.length);
    throw new SettingsError(
      `the base URL of GitLab leads to its API: leave ${api.replace(/\/+$/, "")} away, write it as ${home}`,
    );
  }
  return { origin: url.origin, apiPath: `${url.pathname.replace(/\/+$/, "")}/api/v4` };
}

/** The name as `URL` writes it: `127.1` has become `127.0.0.1` there. */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
