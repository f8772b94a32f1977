import type { Instant } from "../../../lib/core/time.ts";
import type { Commit, MergeRequest, Pipeline, Project } from "./graph.ts";
import type { Person } from "./person.ts";

export interface Issue {
  readonly id: number;
  readonly iid: number;
  isConfidential: boolean;
}

/** What a comment stands on. */
export type Noted =
  | { readonly type: "Commit"; readonly commit: Commit }
  | { readonly type: "MergeRequest"; readonly request: MergeRequest; readonly pipeline: Pipeline }
  | { readonly type: "Issue"; readonly issue: Issue }
  | { readonly type: "Snippet"; readonly snippetId: number };

/** A comment. */
export interface Note {
  readonly id: number;
  readonly project: Project;
  readonly person: Person;
  readonly on: Noted;
  /** Only members from reporter on may read it. */
  readonly isInternal: boolean;
  /** GitLab itself wrote it. */
  readonly isSystem: boolean;
  /** Comments with the same one are a thread, where they are more than one. */
  readonly discussionId: string;
  /** It is part of a thread; one that is in none becomes so when somebody answers it. */
  isThreaded: boolean;
  readonly createdAt: Instant;
  text: string;
  updatedAt: Instant;
}

/** What GitLab did because of what a comment says: none of it is undone when the comment goes. */
export interface NoteEffect {
  readonly at: Instant;
  /** The writer's username. */
  readonly by: string;
  readonly kind: "quickAction" | "mention" | "reference";
  /** As it was written: `/close`, `@all`, `!7`. */
  readonly text: string;
}

/** Told only to those who hear of confidential comments: an internal one, or one on a confidential issue. */
export function isConfidential({ isInternal, on }: Pick<Note, "isInternal" | "on">): boolean {
  return isInternal || (on.type === "Issue" && on.issue.isConfidential);
}
