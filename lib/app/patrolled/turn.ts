import type { Project } from "../../core/event.ts";
import type { Part, Visited } from "./visited.ts";

/** A project's turn in a round. */
export interface Turn {
  readonly project: Required<Project>;
  readonly known: Visited;
  /** How far it has come; a turn that goes on with an earlier one begins there. */
  part: Part;
  /** Jobs that were found in a state that gets on. */
  open: number;
}
