import type { Person } from "../../core/gate.ts";
import type { GitLabReads } from "../../core/gitlab.ts";

/** Who speaks, by the name of today; or why they have no word, and whether that ends a link to them. */
export type Known = { readonly person: Person } | { readonly why: string; readonly endsLink?: true };

/** States that nobody leaves by themselves. Source: docs.gitlab.com/administration/moderate_users (read 2026-11). */
const ended: readonly string[] = ["blocked", "deactivated", "banned", "ldap_blocked", "blocked_pending_approval"];

/**
 * The person as GitLab knows them now: people are renamed, blocked and deleted while a chat still knows them. Whoever is
 * not active, is a bot, or may be one has no word.
 *
 * Source: docs.gitlab.com/api/users, `GET /users/:id`: `state`, `bot`, with any token (read 2026-11).
 *
 * @returns `why` is a sentence for the person
 * @throws GitLabError when GitLab cannot be asked: nothing may be done then
 */
export async function whyNoWord({ userId }: Person, reads: Pick<GitLabReads, "user">): Promise<Known> {
  const now = await reads.user(userId);
  if (!now) return { why: "GitLab does not know you any more.", endsLink: true };
  const { username, state, isBot } = now;
  if (state !== undefined && ended.includes(state))
    return { why: `Your user in GitLab is ${state.replaceAll("_", " ")}.`, endsLink: true };
  if (state !== "active") return { why: "GitLab does not say that your user is active there." };
  if (isBot !== false) return { why: "Your user in GitLab is a bot, or may be one: bots have no word here." };
  return { person: { userId, username } };
}
