import type { Project } from "../../core/event.ts";
import { projectOf } from "./project.ts";

/** A delivery that tells nothing which rules could judge, and why. */
export interface Ignored {
  readonly ignored: string;
  /** The project that it names, if it names one. */
  readonly project?: Project;
}

export function ignored(reason: string, value: unknown): Ignored {
  const project = projectOf(value);
  return { ignored: reason, ...(project && { project }) };
}
