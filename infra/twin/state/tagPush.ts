import type { Commit, Project } from "./graph.ts";
import type { Person } from "./person.ts";

/** One tag of a push: made, moved or deleted. */
export interface TagPush {
  readonly project: Project;
  readonly person: Person;
  readonly tag: string;
  /** `null`: there was none. */
  readonly before: Commit | null;
  /** `null`: it was deleted. */
  readonly after: Commit | null;
  /** What is written on an annotated tag. */
  readonly message: string | null;
}
