import type { Note } from "../state/note.ts";
import { projectOf, type World } from "../state/world.ts";
import { comment, deleteNote, editComment, type NewComment } from "./comment.ts";
import { makeWarning } from "./expiry.ts";
import { type NewTagPush, pushTags } from "./pushTags.ts";

/** What people and GitLab itself do that only hooks tell of. */
export interface HookHands {
  /** Somebody writes a comment. */
  comment(project: number | string, comment: NewComment): Note;
  editComment(noteId: number, text: string): Note;
  /** GitLab tells nobody. */
  deleteComment(noteId: number): void;
  /** Somebody makes, moves or deletes tags by one push. */
  pushTags(project: number | string, push: NewTagPush): void;
  /** GitLab's daily look for access tokens that will expire; the control does it when it moves the clock. */
  warnOfExpiry(): void;
}

export function hookHandsOf(world: World): HookHands {
  return {
    comment: (project, added) => comment(world, projectOf(world, project), added),
    deleteComment: (noteId) => deleteNote(world, noteId),
    editComment: (noteId, text) => editComment(world, noteId, text),
    pushTags: (project, push) => pushTags(world, projectOf(world, project), push),
    warnOfExpiry: makeWarning(world),
  };
}
