import type { Around } from "./action.ts";

/**
 * Why a person must look before a job is played a second time after a call whose outcome is open: it deploys to production
 * or to a protected environment, or it cannot be known that it does not. `undefined`: it certainly does not.
 * Source: docs.gitlab.com/ci/environments/protected_environments (read 2026-11).
 */
export async function protectionOf({ reads, task }: Pick<Around, "reads" | "task">): Promise<string | undefined> {
  const environment = task.about?.environment;
  if (environment === null) return undefined;
  if (environment?.tier === "production") return `it deploys to ${environment.name}, which is production`;
  const found = await reads.protectedEnvironments(task.project.id);
  if (found === undefined) return "the token may not read which environments are protected";
  if (!found.canProtect) return undefined;
  if (environment === undefined) return "it may deploy to a protected environment";
  if (found.names.includes(environment.name)) return `the environment ${environment.name} is protected`;
  if (plainTiers.has(environment.tier ?? "")) return undefined;
  return `a group may protect the environment ${environment.name}`;
}

/** Groups protect by tier, in a list of their own; these two nobody has reason to. */
export const plainTiers: ReadonlySet<string> = new Set(["development", "testing"]);
