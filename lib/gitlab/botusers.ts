import * as z from "zod";
import { Flag, Id } from "./fields.ts";
import { askOne, reader, refuse, unlessGone } from "./http/ask.ts";
import type { Http } from "./http/http.ts";

const UserAnswer = z.object({ id: Id, bot: Flag });
const mostKept = 10_000;

/**
 * Tells of users whether they are bots. What was told is kept, since nobody becomes one: GitLab lets a user ask for 300
 * others in ten minutes. Source: docs.gitlab.com/api/users and administration/settings/rate_limit_on_users_api (read 2026-11).
 */
export function botUsers(http: Http): (userId: number) => Promise<boolean | undefined> {
  const kept = new Map<number, boolean>();
  return async (userId) => {
    const before = kept.get(userId);
    if (before !== undefined) return before;
    const path = `/users/${userId}`;
    const user = await unlessGone(() => askOne(http, path, reader(UserAnswer)));
    if (user && user.id !== userId) return refuse(path, "the answer is about another user");
    if (kept.size === mostKept) kept.clear();
    if (user?.bot !== undefined) kept.set(userId, user.bot);
    return user?.bot;
  };
}
