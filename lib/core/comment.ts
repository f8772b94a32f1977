import type { CommentPlace } from "./talk.ts";
import type { Instant } from "./time.ts";

/** So much of a comment is read: it may be a million characters long, and commands are short. */
const mostCharacters = 65_536;

/** A comment's text as far as it is read. */
export function readablePart(text: string): string {
  return text.slice(0, mostCharacters).toWellFormed();
}

/** A comment as GitLab shows it now. */
export interface SeenComment {
  readonly authorId: number;
  readonly authorName: string;
  /** The readable part of it. */
  readonly text: string;
  /** GitLab itself wrote it. */
  readonly isSystem: boolean;
  /** It is internal, or stands on an issue that is confidential. */
  readonly isConfidential: boolean;
  readonly createdAt?: Instant;
  /** The same as `createdAt` until anybody changes it, reacts to it or resolves it. */
  readonly updatedAt?: Instant;
}

/** Looks at comments. */
export interface CommentReads {
  /** `undefined`: it is gone, or not to be seen. @throws GitLabError */
  seen(place: CommentPlace): Promise<SeenComment | undefined>;
  /** The number of the user who writes our own comments. @throws GitLabError */
  me(): Promise<number>;
}
