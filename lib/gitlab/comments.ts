import * as z from "zod";
import { type CommentReads, readablePart } from "../core/comment.ts";
import type { CommentPlace, Sent } from "../core/talk.ts";
import type { Clock } from "../core/time.ts";
import { isInternal } from "./answers/note.ts";
import { isIssueConfidential, noteAt } from "./commentlooks.ts";
import { createWriting } from "./commentwriting.ts";
import { Id } from "./fields.ts";
import { askOne, reader } from "./http/ask.ts";
import { createHttp } from "./http/http.ts";
import { known } from "./known.ts";

/** The comments of a GitLab, with a token (scope api) of a user that need not be more than Reporter. */
export interface Comments extends CommentReads {
  /**
   * Writes a comment beside the one that asked, in its thread where that is one, and never to more people than may read the
   * one that asked. Sent once; never throws.
   */
  write(place: CommentPlace, text: string): Promise<Sent>;
  close(): Promise<void>;
}

/**
 * Source: docs.gitlab.com/api/notes, /discussions and /issues (read 2026-11).
 *
 * @throws SettingsError on a base URL or a token that cannot be used
 */
export function createComments(options: {
  readonly baseUrl: string;
  readonly token: string;
  readonly clock: Clock;
  readonly caPem?: string;
}): Comments {
  const http = createHttp({ ...options, userAgent: "Penstock" });
  let mine: Promise<number> | undefined;
  return {
    async seen(place) {
      const note = await noteAt(http, place);
      if (!note) return undefined;
      const { author, body, system, created_at, updated_at } = note;
      const isConfidential = isInternal(note) || (place.isConfidential && (await isIssueConfidential(http, place)));
      return {
        authorId: author.id,
        authorName: author.username ?? String(author.id),
        text: readablePart(body),
        isSystem: system !== false,
        isConfidential,
        ...known({ createdAt: created_at ?? undefined, updatedAt: updated_at ?? undefined }),
      };
    },
    me() {
      mine ??= askOne(http, "/user", reader(Me)).then(({ id }) => id);
      mine.catch(() => {
        mine = undefined;
      });
      return mine;
    },
    write: createWriting(http),
    close: () => http.close(),
  };
}

const Me = z.object({ id: Id });
