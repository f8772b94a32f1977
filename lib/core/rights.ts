/** Somebody whom a protection lets through: everybody from a role on, or one person, one group or one deploy key. */
export interface Grant {
  /** GitLab's number, 0: nobody. With a person, a group or a key it says nothing. */
  readonly level?: number | null;
  readonly userId?: number | null;
  readonly groupId?: number | null;
  readonly deployKeyId?: number | null;
  /** Of a group: whether members of the groups above it count as well. */
  readonly isInherited?: boolean;
}

/** What is protected, by name, and who is let through all the same: any one grant is enough. */
export interface Protection {
  readonly name: string;
  readonly grants: readonly Grant[];
}

/** Of a project the names are those of environments, of a group those of tiers. */
export interface EnvironmentProtections {
  /** Free GitLabs protect none. */
  readonly canProtect: boolean;
  readonly list: readonly Protection[];
}

/** One protection of one environment; `group`: the full path of the group that protects it, missing where the project does. */
export interface EnvironmentGuard extends Protection {
  readonly group?: string;
}

/** What a project says about those who work in it; what is missing could not be learnt. */
export interface ProjectAccess {
  /** The full paths of the groups that it is in, the outermost first; none where it is a person's own. */
  readonly groups?: readonly string[];
  /** The groups that are invited to it now, as far as the token may see them, and the most that their members may there. */
  readonly invited?: readonly { readonly groupId: number; readonly level: number }[];
  /** The least level that may give variables to a job; `null`: nobody may. */
  readonly variablesFrom?: number | null;
  /** The least level that may cancel a job; `null`: nobody may. */
  readonly cancelFrom?: number | null;
}

/** Somebody as GitLab knows them now. */
interface SeenUser {
  readonly username: string;
  /** `active`, `blocked`, `deactivated`, `banned`, and whatever comes. */
  readonly state?: string;
  /** Whether GitLab made it for an access token or a service account (GitLab 13). */
  readonly isBot?: boolean;
}

/**
 * Looks that tell what a person may do. Each throws GitLabError when GitLab cannot be asked; what is not there, or is not to
 * be learnt of this GitLab with this token, is `undefined`.
 */
export interface RightsReads {
  /** What somebody may in a project now, by GitLab's number, memberships by groups included; 0: is no member. */
  memberLevel(projectId: number, userId: number): Promise<number | undefined>;
  /** As `memberLevel`, of a group by its number or its full path; `direct`: without what comes from groups above it. */
  groupLevel(group: number | string, userId: number, how: "direct" | "inherited"): Promise<number | undefined>;
  /** A user as GitLab knows them now: people may change their names. */
  user(userId: number): Promise<SeenUser | undefined>;
  /** What protects a branch or a tag, the groups' protections included: all that match it, none where it is unprotected. */
  refProtections(
    projectId: number,
    ref: { readonly name: string; readonly tag: boolean },
  ): Promise<readonly Protection[] | undefined>;
  /** All that protects one environment, its groups' protections included, by the names of project and environment. */
  environmentGuards(projectPath: string, name: string): Promise<readonly EnvironmentGuard[] | undefined>;
  /** A project's own protected environments, or those of a group by its full path. */
  environmentProtections(
    of: { readonly project: number } | { readonly group: string },
  ): Promise<EnvironmentProtections | undefined>;
  /** The tier of an environment, by the environment's name. */
  environmentTier(projectId: number, name: string): Promise<string | undefined>;
  projectAccess(projectId: number): Promise<ProjectAccess | undefined>;
  /** The GitLab user who wrote the commit that a pipeline runs for; `null`: its author is none. */
  commitAuthor(projectPath: string, pipelineId: number): Promise<number | null | undefined>;
  mergeRequestAuthor(projectId: number, iid: number): Promise<number | undefined>;
}
