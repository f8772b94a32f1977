import type { CommentPlace } from "../core/talk.ts";
import { IssueAnswer, NoteAnswer } from "./answers/note.ts";
import { askOne, reader, refuse, unlessGone } from "./http/ask.ts";
import type { Http } from "./http/http.ts";
import { projectPath } from "./place.ts";

/** What comments on something stand below: `/projects/7/issues/3`. */
export function placePath({ project, on, iid }: CommentPlace): string {
  return `${projectPath(project)}/${on === "issue" ? "issues" : "merge_requests"}/${iid}`;
}

/** The comment that asked, as it is now. @throws GitLabError */
export async function noteAt(http: Http, place: CommentPlace): Promise<NoteAnswer | undefined> {
  const path = `${placePath(place)}/notes/${place.note}`;
  const note = await unlessGone(() => askOne(http, path, reader(NoteAnswer)));
  return !note || note.id === place.note ? note : refuse(path, "the answer is about another comment");
}

/** Whether the comment stands on an issue that is confidential now; merge requests never are. @throws GitLabError */
export async function isIssueConfidential(http: Http, place: CommentPlace): Promise<boolean> {
  if (place.on !== "issue") return false;
  const path = placePath(place);
  const issue = await unlessGone(() => askOne(http, path, reader(IssueAnswer)));
  if (issue && issue.iid !== place.iid) return refuse(path, "the answer is about another issue");
  return issue?.confidential === true;
}
