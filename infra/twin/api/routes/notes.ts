import { showDiscussion, showDiscussions } from "../discussions.ts";
import { showIssue } from "../issues.ts";
import { listNotes, onIssue, onRequest, showNote } from "../notes.ts";
import { answerDiscussion, createNote, removeNote } from "../noteWrites.ts";
import { issue, mergeRequest, type Route } from "../route.ts";

const places = [
  [mergeRequest, onRequest],
  [issue, onIssue],
] as const;

/** Issues, and the comments of issues and merge requests. */
export const noteRoutes: readonly Route[] = [
  ["GET", issue, onIssue(showIssue)],
  ...places.flatMap(([place, on]): Route[] => [
    ["GET", `${place}/notes`, on(listNotes)],
    ["POST", `${place}/notes`, on(createNote)],
    ["GET", `${place}/notes/:note_id`, on(showNote)],
    ["DELETE", `${place}/notes/:note_id`, on(removeNote)],
    ["GET", `${place}/discussions`, on(showDiscussions)],
    ["GET", `${place}/discussions/:discussion_id`, on(showDiscussion)],
    ["POST", `${place}/discussions/:discussion_id/notes`, on(answerDiscussion)],
  ]),
];
