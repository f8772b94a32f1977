import * as z from "zod";
import { Flag, Id, When, Word } from "../fields.ts";

/**
 * A comment in answers. `internal` was `confidential` before GitLab 15.5; older ones than 13 tell neither, since they know
 * no comments that are more secret than what they stand on. The type is missing or `null` for one that is in no thread.
 * Source: docs.gitlab.com/api/notes and gitlabhq lib/api/entities/note.rb (read 2026-11).
 */
export const NoteAnswer = z.object({
  id: Id,
  type: Word,
  body: z.string(),
  author: z.object({ id: Id, username: Word }),
  created_at: When,
  updated_at: When,
  system: Flag,
  internal: Flag,
  confidential: Flag,
});
export type NoteAnswer = z.infer<typeof NoteAnswer>;

/** Only members from Reporter on may read it, whoever may read what it stands on. */
export function isInternal({ internal, confidential }: Pick<NoteAnswer, "internal" | "confidential">): boolean {
  return internal === true || confidential === true;
}

/** Source: docs.gitlab.com/api/issues, "Single project issue" (read 2026-11). */
export const IssueAnswer = z.object({ iid: Id, confidential: Flag });
