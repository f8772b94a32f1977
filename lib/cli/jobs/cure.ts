import type { Reply } from "../../core/ports.ts";
import type { How, Verb } from "./deed.ts";

type No = Reply & { kind: "rejected" };

interface Tried {
  readonly verb: Verb;
  readonly how: How;
  /** Default: one job. */
  readonly of?: "job" | "project";
}

const roles: Readonly<Record<Verb, string>> = {
  retry: "Developer",
  restart: "Developer",
  play: "Developer",
  cancel: "Developer",
  keep: "Developer",
  erase: "Maintainer (or Developer on one's own job)",
  "delete-artifacts": "Maintainer",
};

/**
 * What to do after GitLab's no.
 * Source: docs.gitlab.com/user/permissions and /ci/jobs/job_control; gitlabhq lib/api/ci/jobs.rb (read 2026-11).
 */
export function cureOf(no: No, tried: Tried): string {
  const { status, retryAfterSeconds } = no;
  const ofState = cureOfState(no.message);
  if (ofState !== undefined && (status === 400 || status === 403)) return ofState;
  if (status === 401) return "The token in PENSTOCK_GITLAB_TOKEN is wrong, expired or revoked: make a new one.";
  if (status === 403) return cureOfRight(no, tried);
  if (status === 404) return cureOfNone(tried);
  if (status === 409) return "GitLab recounts the project's storage: say it again in an hour.";
  if (status === 429) return `GitLab's rate limit is reached: wait ${retryAfterSeconds ?? 60} s, and say it again.`;
  if (status === 400 && tried.how.setsInputs)
    return "Inputs must be declared in .gitlab-ci.yml with that name and type.";
  if (status < 400) return "Redirects are not followed with a token: ask by the project's present path.";
  return lookOf(tried);
}

/** No right is missing: the job is not any more as it was when it was looked at. */
function cureOfState(message: string): string | undefined {
  if (/unplayable/i.test(message))
    return "Somebody may have started it meanwhile: look at it again with penstock jobs get.";
  if (/not erasable/i.test(message))
    return "It runs again or was erased meanwhile: look at it again with penstock jobs get.";
  if (/not retryable/i.test(message))
    return "Somebody has retried it already: look for a newer job of that name (penstock jobs list --pipeline).";
  return undefined;
}

function cureOfRight({ message }: No, { verb, how, of }: Tried): string {
  if (/insufficient_scope/i.test(message)) return "The token looks only: make one with the scope api.";
  const ref = of === "project" ? "" : " and, for a protected ref or environment, the right to it";
  const role = `The token's user needs the role ${roles[verb]}${ref}.`;
  if (!how.setsVariables) return role;
  return `${role} Or the project lets nobody set variables (Settings > CI/CD > Variables): use --input, or ask a Maintainer.`;
}

function cureOfNone({ of }: Tried): string {
  if (of === "project") return "The project is gone, or this GitLab is too old: penstock probe tells its version.";
  return "It is gone, or nothing of it can be kept or seen: look with penstock jobs get.";
}

function lookOf({ of }: Tried): string {
  if (of === "project") return "See with penstock probe what the token may.";
  return "Look at the job with penstock jobs get.";
}
