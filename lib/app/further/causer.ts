import type { Facts } from "../../core/event.ts";
import type { GitLabReads } from "../../core/gitlab.ts";
import type { Job } from "../../core/job.ts";
import type { Looked } from "../../core/looked.ts";
import { unlessHidden } from "./hidden.ts";

/** Who caused the job, or said in chat what shall be done to it, by their live rights. */
export async function lookAtCauser({ project, job, command }: Facts, reads: GitLabReads): Promise<Looked> {
  const who: Pick<Job, "userId" | "userName" | "userIsBot"> = command
    ? { userId: command.by.userId, userName: command.by.username }
    : job;
  const { userId, userName, userIsBot } = who;
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

/** The users of access tokens have names of their own. Source: docs.gitlab.com/user/project/settings/project_access_tokens (read 2026-11). */
const tokenUser = /^(project|group)_\d+_bot(_?[0-9a-f]+)?$/;
