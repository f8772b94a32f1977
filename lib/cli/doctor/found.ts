import type { Life } from "../../app/doctor/house/life.ts";
import type { Diagnosis } from "../../core/diagnosis.ts";
import type { SeenParameter } from "../../core/inAws.ts";
import type { Seen } from "../../core/seen.ts";

/** What was found out about a Penstock, before GitLab is asked. */
export interface Found {
  readonly diagnoses: readonly Diagnosis[];
  /** How its sources get on, by their ids. */
  readonly lives: readonly (readonly [string, Life])[];
  /** Opened: the tokens and webhook secrets are among them. */
  readonly parameters: ReadonlyMap<string, Seen<SeenParameter>>;
  /** Of its door, with a slash at its end; missing: it is not known. */
  readonly address?: string;
  /** Lets go of connections; a remedy needs them until then. */
  close(): Promise<void>;
}
