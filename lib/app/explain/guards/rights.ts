import { GitLabError } from "../../../core/errors.ts";
import type { GitLabReads } from "../../../core/gitlab.ts";
import { type Role, roleLevels } from "../../../core/looked.ts";
import type { Guard } from "../explanation.ts";
import { type AskGuard, type Guarded, unasked } from "./guarded.ts";

/**
 * What the bot's token may do here. A worker does not ask: GitLab refuses the call.
 * Source: docs.gitlab.com/user/permissions, and gitlabhq app/policies/ci/build_policy.rb (read 2026-11).
 */
export const askRights: AskGuard = async (guarded) => {
  const { action } = guarded.wishing;
  if (action.sendsNothing) return undefined;
  const { gitlab } = guarded.site;
  if (!gitlab) return unasked("rights", "GitLab was not looked at");
  if (!gitlab.isActor)
    return unasked(
      "rights",
      "the token that looks here is not the one that acts, and cannot tell what that one may do",
    );
  try {
    return await rightsOf(guarded, gitlab.reads);
  } catch (error) {
    if (!(error instanceof GitLabError)) throw error;
    return unasked("rights", `${error.message}. ${error.advice}`);
  }
};

async function rightsOf({ wishing, question, prospect }: Guarded, reads: GitLabReads): Promise<Guard> {
  const { project, job } = question.facts;
  const needed: Role = wishing.action.destroys ? "maintainer" : "developer";
  const { id, username } = await reads.me();
  const level = await reads.memberLevel(project.id, id);
  if (level === undefined) return unasked("rights", `GitLab does not tell the role of ${username} in the project`);
  const role = roleText(level);
  if (level < roleLevels[needed])
    return {
      guard: "rights",
      stops: true,
      text: `${username} is ${role} in the project, and ${wishing.action.name} needs ${needed}: GitLab would refuse`,
    };
  const ref = job.ref;
  const isProtected =
    ref === undefined || ref.startsWith("refs/") ? false : await protectedRef(reads, project.id, { ref, tag: job.tag });
  if (isProtected && level < roleLevels.maintainer)
    return {
      guard: "rights",
      stops: "unknown",
      text: `${username} is ${role}, and ${ref} is protected: whether they may change it, and so run its jobs, is not asked`,
    };
  const environment = job.environment?.name ?? prospect.live.held.about?.environment?.name;
  const guarded = environment === undefined ? undefined : await reads.protectedEnvironments(project.id);
  if (environment !== undefined && guarded?.names.includes(environment))
    return {
      guard: "rights",
      stops: "unknown",
      text: `the environment ${environment} is protected: whether ${username} may deploy there is not asked`,
    };
  return { guard: "rights", stops: false, text: `${username} is ${role} in the project` };
}

async function protectedRef(
  reads: GitLabReads,
  projectId: number,
  { ref, tag }: { ref: string; tag: boolean | undefined },
): Promise<boolean> {
  return (await (tag ? reads.tagIsProtected(projectId, ref) : reads.branchIsProtected(projectId, ref))) === true;
}

function roleText(level: number): string {
  const known = Object.entries(roleLevels).findLast(([, least]) => level >= least);
  return known ? known[0] : "no member";
}
