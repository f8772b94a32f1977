import { GitLabError } from "../core/errors.ts";
import type { Clock } from "../core/time.ts";
import { type Member, noMember, toMember } from "./answers/member.ts";
import { askOne, refuse } from "./http/ask.ts";
import type { Http } from "./http/http.ts";
import { isNoEndpoint } from "./lacking.ts";
import { groupPath, type ProjectRef, projectPath } from "./place.ts";

export interface Members {
  /**
   * What somebody may in a project, inherited memberships included; before GitLab 12.4 only direct ones (`inherited` says
   * so). Administrators may everything without being members. `undefined`: the project is gone or hidden.
   *
   * @throws GitLabError
   */
  level(project: ProjectRef, userId: number): Promise<Member | undefined>;
  /** As `level`, of a group; `direct`: without what comes from the groups above it. */
  levelInGroup(group: number | string, userId: number, how: "direct" | "inherited"): Promise<Member | undefined>;
}

/** Source: docs.gitlab.com/api/project_members and /group_members, gitlabhq lib/api/members.rb (read 2026-11). */
export function createMembers(http: Http, clock: Clock): Members {
  async function look(path: string, userId: number, inherited: boolean): Promise<Member> {
    const member = await askOne(http, path, (value) => toMember(value, { now: clock(), inherited }));
    return member.userId === userId ? member : refuse(path, "the answer is about another user");
  }

  async function direct(members: string, userId: number): Promise<Member | undefined> {
    return unlessNoMember(userId, false, () => look(`${members}/${userId}`, userId, false));
  }

  async function all(members: string, userId: number): Promise<Member | undefined> {
    try {
      return await unlessNoMember(userId, true, () => look(`${members}/all/${userId}`, userId, true));
    } catch (error) {
      if (!isNoEndpoint(error)) throw error;
      return direct(members, userId);
    }
  }

  return {
    level: async (project, userId) => all(`${projectPath(project)}/members`, userId),
    levelInGroup: async (group, userId, how) =>
      (how === "direct" ? direct : all)(`${groupPath(group)}/members`, userId),
  };
}

async function unlessNoMember(
  userId: number,
  inherited: boolean,
  ask: () => Promise<Member>,
): Promise<Member | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof GitLabError) || error.code !== "notFound") throw error;
    if (inherited && isNoEndpoint(error)) throw error;
    // a project or a group that is not there is named, a member is not
    return /: 404 not found$/i.test(error.message) ? noMember(userId, inherited) : undefined;
  }
}
