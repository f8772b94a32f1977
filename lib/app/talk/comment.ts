import { createHash } from "node:crypto";
import { readablePart, type SeenComment } from "../../core/comment.ts";
import type { GitLabReads } from "../../core/gitlab.ts";
import { type Message, sentence } from "../../core/message.ts";
import type { Ask, CommentPlace } from "../../core/talk.ts";
import type { TalkDesk } from "./desk.ts";

/** Why a comment is not heard: in words for its author, or, where nobody may be answered, for our log. */
export type NotHeard = { readonly why: Message } | { readonly silent: string };

const freshMillis = 15 * 60_000;

/** A fingerprint of a comment's text, of as much of it as is read. */
export function commentHash(text: string): string {
  return createHash("sha256").update(readablePart(text)).digest("base64url");
}

/**
 * Looks again at the comment that asked, since a hook is only a hint: whoever knows its secret can say anything. It must
 * still be there as it was told, by the same person, new, unchanged, and no more public than it was told to be. Our own
 * comments and those of bots are never answered, so that no two bots talk to each other for ever.
 *
 * @returns `undefined`: it may be answered
 * @throws GitLabError when GitLab cannot be asked: nothing may be done then
 */
export async function whyNotThisComment(
  ask: Ask,
  { comments, reads }: Pick<TalkDesk, "comments"> & { readonly reads: Pick<GitLabReads, "user"> },
): Promise<NotHeard | undefined> {
  if (ask.place.provider !== "gitlab") return undefined;
  if (!comments) return { silent: "no comment can be looked at: there is no token for comments" };
  const looks = await comments(ask.source);
  const seen = await looks.seen(ask.place);
  if (!seen) return { silent: "the comment is gone, or not to be seen with this token" };
  const wrong = wrongWith(seen, ask, ask.place);
  if (wrong) return wrong;
  if (seen.authorId === (await looks.me())) return { silent: "the comment is our own" };
  const author = await reads.user(seen.authorId);
  if (author?.isBot !== false) return { silent: "the comment is by a bot, or may be" };
  return undefined;
}

function wrongWith(seen: SeenComment, ask: Ask, place: CommentPlace): NotHeard | undefined {
  const { authorId, text, isSystem, isConfidential, createdAt, updatedAt } = seen;
  if (String(authorId) !== ask.speaker.user) return { silent: "the comment is by somebody else than was told" };
  if (isSystem) return { silent: "GitLab itself wrote the comment" };
  if (place.isConfidential && !isConfidential)
    return { silent: "the comment was told to be confidential and is not: an answer would be public" };
  if (commentHash(text) !== ask.textHash || createdAt === undefined || createdAt !== updatedAt) return { why: changed };
  return Math.abs(ask.at - createdAt) <= freshMillis ? undefined : { silent: "the comment is old" };
}

const changed = sentence("no", "That comment was changed after it was written: write a new one.");
