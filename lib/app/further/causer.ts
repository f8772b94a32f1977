import type { Facts } from "../../core/event.ts";
import type { GitLabReads } from "../../core/gitlab.ts";
import type { Job } from "../../core/job.ts";
import type { Looked } from "../../core/looked.ts";
import { unlessHidden } from "./hidden.ts";

/** Who caused the job, or said in chat what shall be done to it, by their live rights. */
export async function lookAtCauser({ project, job, command }: Facts, reads: GitLabReads): Promise<Looked> {
  const { userId, userName, userIsBot } = whoCaused({ job, ...(command && { command }) });
  if (typeof userId !== "number") return userId === null ? { by: null } : {};
  const isTold = userIsBot ?? (tokenUser.test(userName ?? "") || undefined);
  const [level, isBot] = await Promise.all([
    unlessHidden(() => reads.memberLevel(project.id, userId)),
    isTold ?? unlessHidden(() => reads.userIsBot(userId)),
  ]);
  return {
    by: {
      userId,
      ...(userName && { username: userName }),
      ...(level !== undefined && { level }),
      ...(isBot !== undefined && { isBot }),
    },
  };
}

function whoCaused({ job, command }: Pick<Facts, "job" | "command">): Pick<Job, "userId" | "userName" | "userIsBot"> {
  return command ? { userId: command.by.userId, userName: command.by.username } : job;
}

/** Whether that person is a member of a group now, by its full path; `hidden` where the group is, for us. */
export async function lookAtGroup(facts: Facts, reads: GitLabReads, group: string): Promise<Looked> {
  const { userId } = whoCaused(facts);
  if (typeof userId !== "number") return userId === null ? { by: null } : {};
  const level = await unlessHidden(() => reads.groupLevel(group, userId, "inherited"));
  return { groups: new Map([...(facts.looked?.groups ?? []), [group, level === undefined ? "hidden" : level > 0]]) };
}

/** The users of access tokens have names of their own. Source: docs.gitlab.com/user/project/settings/project_access_tokens (read 2026-11). */
const tokenUser = /^(project|group)_\d+_bot(_?[0-9a-f]+)?$/;
