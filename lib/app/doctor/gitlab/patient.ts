import type { DoctorLooks } from "../../../core/doctorLooks.ts";
import type { Clock } from "../../../core/time.ts";
import type { TokenName } from "../../throttle.ts";

/** A token that is configured, and what it sees. */
export interface PatientToken {
  /**
   * What it is named as in the settings; one that is named several times stands once. Where `read` or `clean` is named by
   * none, `act` serves for it.
   */
  readonly names: readonly TokenName[];
  /** Made by `createDoctor` of `lib/gitlab/doctor.ts`. */
  readonly looks: DoctorLooks;
}

/** A source as the doctor finds it. */
export interface GitLabPatient {
  /** Its id. */
  readonly source: string;
  readonly url: string;
  /** Globs over the full path, or ids. */
  readonly projects: readonly (string | number)[];
  readonly requestsPerMinute?: number;
  readonly tokens: readonly PatientToken[];
  /** The text of the active rulebook, as it is stored; missing: none is known. */
  readonly rules?: string;
  /** Where its webhooks must lead, e.g. `https://…/gitlab/ID`; missing: it is not known. */
  readonly address?: string;
  /** For a hook that is added. Missing: none is added. */
  readonly newHook?: {
    /** The first live webhook secret that speaks for a project, or nothing where there is none. */
    secret(project: { readonly id: number; readonly path: string }): Promise<string | undefined>;
  };
  readonly clock: Clock;
}
