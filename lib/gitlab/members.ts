import { GitLabError } from "../core/errors.ts";
import type { Clock } from "../core/time.ts";
import { type Member, noMember, toMember } from "./answers/member.ts";
import { askOne, refuse } from "./http/ask.ts";
import type { Http } from "./http/http.ts";
import { isNoEndpoint } from "./lacking.ts";
import { type ProjectRef, projectPath } from "./place.ts";

export interface Members {
  /**
   * What somebody may in a project, inherited memberships included; before GitLab 12.4 only direct ones (`inherited` says
   * so). Administrators may everything without being members. `undefined`: the project is gone or hidden.
   *
   * @throws GitLabError
   */
  level(project: ProjectRef, userId: number): Promise<Member | undefined>;
}

/** Source: docs.gitlab.com/api/project_members, gitlabhq lib/api/members.rb (read 2026-11). */
export function createMembers(http: Http, clock: Clock): Members {
  async function look(path: string, userId: number, inherited: boolean): Promise<Member> {
    const member = await askOne(http, path, (value) => toMember(value, { now: clock(), inherited }));
    return member.userId === userId ? member : refuse(path, "the answer is about another user");
  }

  return {
    async level(project, userId) {
      const members = `${projectPath(project)}/members`;
      let inherited = true;
      try {
        return await look(`${members}/all/${userId}`, userId, inherited).catch((error: unknown) => {
          if (!isNoEndpoint(error)) throw error;
          inherited = false;
          return look(`${members}/${userId}`, userId, inherited);
        });
      } catch (error) {
        if (!(error instanceof GitLabError) || error.code !== "notFound") throw error;
        // a project that is not there is named, a member is not
        return /: 404 not found$/i.test(error.message) ? noMember(userId, inherited) : undefined;
      }
    },
  };
}
