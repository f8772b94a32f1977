import type { Instant } from "../../../lib/core/time.ts";
import type { Commit, MergeRequest, Pipeline, Project } from "./graph.ts";
import type { Person } from "./person.ts";

export interface Issue {
  readonly id: number;
  readonly iid: number;
  readonly isConfidential: boolean;
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
  readonly createdAt: Instant;
  text: string;
  updatedAt: Instant;
}
