/** What is told about rules that can be read. */
export type FindingCode =
  | "neverMatches"
  | "unknownForever"
  | "forbidden"
  | "duplicate"
  | "shadowed"
  | "differentEffects"
  | "keepAgainstDelete"
  | "chatWithoutAllow"
  | "chatForAnybody"
  | "nobodyCanApprove"
  | "playWithoutPeople"
  | "idleRole"
  | "endlessReminders"
  | "deleteWithoutQuarantine"
  | "noLimit"
  | "expensive";

/** One thing that is certainly not as its author meant it (`error`), or that a person should look at (`warning`). */
export interface Finding {
  readonly severity: "error" | "warning";
  readonly code: FindingCode;
  /** The ids of the rules that it is about, first the one to change; of an invariant its id. */
  readonly rules: readonly string[];
  /** Where it is in the whole rulebook. */
  readonly path: readonly (string | number)[];
  /** What is so, and what to do. */
  readonly message: string;
}
