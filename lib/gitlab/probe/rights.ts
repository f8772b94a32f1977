import type { TokenSelf } from "../answers/instance.ts";

/** What a token's scopes allow, whatever its user's role. Missing is unknown. */
export interface Rights {
  /** To look at jobs, pipelines and artifacts. */
  readonly read?: boolean;
  /** To retry, play, cancel and keep. */
  readonly act?: boolean;
  /** To delete artifacts and to erase jobs. */
  readonly delete?: boolean;
}

type Token = Pick<TokenSelf, "scopes" | "isGranular" | "granularScopes">;

// Source: docs.gitlab.com/auth/tokens/fine_grained_access_tokens; gitlabhq lib/api/ci/jobs.rb and job_artifacts.rb (read 2026-11)
const permissions = {
  read: ["read_job", "read_pipeline_job", "download_job_artifact"],
  act: ["retry_job", "play_job", "cancel_job", "preserve_job_artifact"],
  delete: ["delete_job_artifact", "erase_job"],
} as const;

/** Source of the scopes: docs.gitlab.com/user/profile/personal_access_tokens (read 2026-11). */
export function rightsOf(token: Token | undefined): Rights {
  if (token && isFineGrained(token)) {
    const missing = missingPermissions(token);
    if (!missing) return {};
    const has = (names: readonly string[]) => !names.some((name) => missing.includes(name));
    return { read: has(permissions.read), act: has(permissions.act), delete: has(permissions.delete) };
  }
  if (!token?.scopes) return {};
  const all = token.scopes.includes("api");
  return { read: all || token.scopes.includes("read_api"), act: all, delete: all };
}

/** The permissions that a fine-grained token has nowhere; `undefined` where GitLab does not tell them. */
export function missingPermissions({ granularScopes }: Token): readonly string[] | undefined {
  if (!granularScopes) return undefined;
  const granted = new Set(granularScopes.flatMap((scope) => scope.permissions));
  return Object.values(permissions)
    .flat()
    .filter((name) => !granted.has(name));
}

export function isFineGrained({ scopes, isGranular }: Token): boolean {
  return isGranular ?? scopes?.includes("granular") ?? false;
}
