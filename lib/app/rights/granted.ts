import type { GitLabReads } from "../../core/gitlab.ts";
import { roleLevels } from "../../core/looked.ts";
import type { Grant } from "../../core/rights.ts";
import { anyOf, type Known } from "./right.ts";

/** Who asks to be let through, and what he may in the project by GitLab's number: above 0, so he is a member. */
export interface Asker extends Grantee {
  readonly reads: GitLabReads;
}

/** The same, with no more to look by than grants need. */
export interface Grantee {
  readonly userId: number;
  readonly level: number;
  readonly projectId: number;
  readonly reads: Pick<GitLabReads, "projectAccess" | "groupLevel">;
}

/**
 * Whether grants on a branch or a tag let somebody through: a role in the project, oneself, or one of the groups invited to
 * the project as Developer, where one is a direct member as Developer. Deploy keys are nobody.
 * Source: gitlabhq app/models/concerns/protected_ref_access.rb and its Enterprise part (read 2026-11).
 *
 * @throws GitLabError when GitLab cannot be asked
 */
export function isGrantedRef(grants: readonly Grant[], asker: Grantee): Promise<Known> {
  return isGranted(grants, asker, {
    level: async () => asker.level,
    group: async (groupId) => {
      const invited = await isInvited(groupId, asker);
      return invited === true
        ? await hasLevel(groupId, asker, { how: "direct", least: roleLevels.developer })
        : invited;
    },
  });
}

/**
 * Whether grants on an environment let somebody through: a role in what protects it, the project or a group, oneself, or any
 * membership of a group.
 * Source: gitlab-org/gitlab ee/app/models/concerns/protected_environments/authorizable.rb, protected_environment.rb (read 2026-11).
 *
 * @param group the group that protects it; missing: the project does
 * @throws GitLabError when GitLab cannot be asked
 */
export function isGrantedEnvironment(grants: readonly Grant[], asker: Grantee, group?: string): Promise<Known> {
  const { reads, userId, level } = asker;
  return isGranted(grants, asker, {
    level: async () => (group === undefined ? level : await reads.groupLevel(group, userId, "inherited")),
    levelOf: group,
    group: (groupId, isInherited) =>
      hasLevel(groupId, asker, { how: isInherited ? "inherited" : "direct", least: anyMember }),
  });
}

/** Source: docs.gitlab.com/api/access_requests, "Minimal access" (read 2026-11). */
const anyMember = 5;

interface Ways {
  readonly level: () => Promise<number | undefined>;
  /** Where that level is told; missing: in the project. */
  readonly levelOf?: string | undefined;
  readonly group: (groupId: number, isInherited: boolean) => Promise<Known>;
}

/** What costs nothing is asked first. */
async function isGranted(grants: readonly Grant[], { userId }: Grantee, ways: Ways): Promise<Known> {
  if (grants.some((grant) => grant.userId === userId)) return true;
  const answers: Known[] = [];
  const roles = grants.filter((grant) => !isNamed(grant)).map(({ level }) => level ?? 0);
  // 0 stands for nobody, and no membership reaches an administrator's 60
  const wanted = roles.filter((level) => level > 0);
  if (wanted.length > 0) {
    const level = await ways.level();
    if (level === undefined) answers.push({ unknown: hiddenGroup(ways.levelOf ?? "") });
    else if (level >= Math.min(...wanted)) return true;
  }
  for (const { groupId, isInherited = false } of grants) {
    if (typeof groupId !== "number") continue;
    const answer = await ways.group(groupId, isInherited);
    if (answer === true) return true;
    answers.push(answer);
  }
  return anyOf(answers);
}

/** GitLab tells a level with these too, which says nothing. */
function isNamed({ userId, groupId, deployKeyId }: Grant): boolean {
  return [userId, groupId, deployKeyId].some((id) => typeof id === "number");
}

async function isInvited(groupId: number, { projectId, reads }: Grantee): Promise<Known> {
  const invited = (await reads.projectAccess(projectId))?.invited;
  if (!invited)
    return { unknown: "the project does not tell which groups are invited to it; let the read token see them" };
  return invited.some((one) => one.groupId === groupId && one.level >= roleLevels.developer);
}

async function hasLevel(
  group: number,
  { userId, reads }: Grantee,
  { how, least }: { readonly how: "direct" | "inherited"; readonly least: number },
): Promise<Known> {
  const level = await reads.groupLevel(group, userId, how);
  return level === undefined ? { unknown: hiddenGroup(`${group}`) } : level >= least;
}

/** What could not be learnt of a group, and what helps. */
export function hiddenGroup(group: string): string {
  return `who is a member of the group ${group} cannot be read; let the read token's user see that group`;
}
