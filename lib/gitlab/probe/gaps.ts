import { type Instant, instantText } from "../../core/time.ts";
import type { Findings } from "./asked.ts";
import { isAtLeast, type ReleaseNumber, since } from "./release.ts";
import { isFineGrained, missingPermissions, rightsOf } from "./rights.ts";

interface Known {
  readonly version: string | undefined;
  readonly release: ReleaseNumber | undefined;
  readonly now: Instant;
}

const day = 86_400_000;
const soonDays = 30;

/** What is missing, each in a sentence with its cure. */
export function gapsOf(asked: Findings, known: Known): string[] {
  return [
    ...inVersion(asked, known),
    ...inUser(asked),
    ...inRights(asked),
    ...inTime(asked, known.now),
    ...inGraphQl(asked),
  ];
}

function inVersion({ instance }: Findings, { version, release }: Known): string[] {
  if (version === undefined) {
    const why = "untold" in instance ? ` (${instance.untold.message})` : "";
    return [
      `this GitLab's version is not known${why}, so only what every version has is used: give the token the scope read_api`,
    ];
  }
  if (!release)
    return [
      `"${version}" is no version of GitLab, so only what every version has is used: check what answers at the base URL`,
    ];
  const gap = (from: ReleaseNumber, text: string) => (isAtLeast(release, from) ? [] : [`GitLab ${version} ${text}`]);
  const api = gap(since.api, "is older than the API v4 that Penstock asks: upgrade it to 9.0 or newer");
  return [
    ...api,
    ...gap(since.keyset, "pages jobs by number only, slower the longer the list: upgrade it to 15.9 or newer"),
    ...gap(since.inputs, "has no job inputs: give variables, or upgrade it to 18.10 or newer"),
    ...gap(since.signature, "does not sign hooks: give each a secret token of its own, or upgrade it to 19.0 or newer"),
  ];
}

function inUser({ user }: Findings): string[] {
  if ("told" in user) return [];
  return [`whose token this is is not known (${user.untold.message}): give it the scope read_user or read_api`];
}

function inRights({ token }: Findings): string[] {
  if ("untold" in token)
    return [
      `what the token may do, and until when, is not known (${token.untold.message}): look it up where it was made`,
    ];
  const { scopes = [] } = token.told;
  if (isFineGrained(token.told)) {
    const missing = missingPermissions(token.told);
    if (!missing)
      return ["the token is fine-grained and does not tell its permissions: look them up where it was made"];
    return missing.length > 0
      ? [`the token has not the permissions ${missing.join(", ")}: add those that are wanted`]
      : [];
  }
  const { read, act } = rightsOf(token.told);
  if (act !== false) return [];
  const of = `its scopes are ${scopes.join(", ") || "none"}`;
  if (read) return [`the token may look but not act, ${of}: make one with the scope api to act`];
  return [`the token may not ask about jobs, ${of}: make one with the scope api, or read_api to look only`];
}

function inTime({ token }: Findings, now: Instant): string[] {
  const expiresAt = "told" in token ? token.told.expiresAt : undefined;
  if (expiresAt === undefined || expiresAt === null) return [];
  const on = instantText(expiresAt).slice(0, 10);
  if (expiresAt <= now) return [`the token expired on ${on}: make a new one`];
  const days = Math.ceil((expiresAt - now) / day);
  return days < soonDays
    ? [`the token expires on ${on}, in ${days} day${days === 1 ? "" : "s"}: make a new one before`]
    : [];
}

function inGraphQl({ graphql }: Findings): string[] {
  if ("told" in graphql) return [];
  const loss = "whether a job is stuck or was retried is not told, and artifacts are deleted job by job";
  return [
    `GraphQL does not answer (${graphql.untold.message}), so ${loss}: let /api/graphql through, with the scope read_api`,
  ];
}
