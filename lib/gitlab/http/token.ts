import { SettingsError } from "../../core/errors.ts";

/**
 * - `bearer`: `Authorization: Bearer …`, an access token or, on some routes, a CI job token.
 * - `private`: `PRIVATE-TOKEN: …`, for GitLabs from before 12 that know no bearer tokens of people.
 * - `job`, `jobQuery`: a CI job token as `JOB-TOKEN: …` or, where headers are lost, as `?job_token=…`.
 */
export type TokenAs = "bearer" | "private" | "job" | "jobQuery";

/** A token as requests carry it. */
interface Shown {
  readonly headers: Readonly<Record<string, string>>;
  /** A path with the token in its query, for `jobQuery`; else the path itself. */
  onPath(path: string): string;
  /** What no message may repeat. */
  readonly veiled: readonly string[];
}

/**
 * How a token is shown to GitLab. Source: docs.gitlab.com/api/rest/authentication (read 2026-11).
 *
 * @throws SettingsError on a token that no header carries
 */
export function showToken(token: string, as: TokenAs): Shown {
  if (!/^[\x21-\x7e]+$/.test(token)) throw new SettingsError("the GitLab token is blank or malformed: paste it again");
  const encoded = encodeURIComponent(token);
  const onPath = (path: string) => `${path}${path.includes("?") ? "&" : "?"}job_token=${encoded}`;
  return {
    headers: headersOf(token, as),
    onPath: as === "jobQuery" ? onPath : (path) => path,
    veiled: [...new Set([token, encoded])],
  };
}

/** Whether an address would tell the token to whoever is asked there. */
export function tellsToken({ href, searchParams }: URL, veiled: readonly string[]): boolean {
  const texts = [href, ...searchParams.values()];
  const isThere = veiled.some((secret) => secret.length > 3 && texts.some((text) => text.includes(secret)));
  return isThere || [...searchParams.keys()].some(isTokenName);
}

/** Whether a parameter of a query, decoded, has a token for its value. */
export function isTokenName(name: string): boolean {
  return /^(job|private|access)_token\b/i.test(name);
}

function headersOf(token: string, as: TokenAs): Record<string, string> {
  switch (as) {
    case "bearer":
      return { authorization: `Bearer ${token}` };
    case "private":
      return { "private-token": token };
    case "job":
      return { "job-token": token };
    case "jobQuery":
      return {};
    default:
      return as satisfies never;
  }
}
