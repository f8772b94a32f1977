import type { Job } from "../state/graph.ts";
import type { Person } from "../state/person.ts";
import type { Inputs } from "./inputs.ts";

/** One person's wish about one job, already allowed. */
export interface Wish {
  readonly person: Person;
  readonly variables?: Readonly<Record<string, string>>;
  readonly inputs?: Inputs;
  /** Of a cancel. */
  readonly isForced?: boolean;
}

/** How a verb ended: the job that GitLab answers with, and whether anything is different now. */
export interface Done {
  readonly status: 200 | 201 | 204;
  readonly job: Job;
  readonly changed: boolean;
  readonly variables?: Readonly<Record<string, string>>;
  readonly inputs?: Inputs;
}
