import type { Seen } from "./seen.ts";
import type { Instant } from "./time.ts";

// What a deployment is made of, as AWS shows it to whoever may look: only what the doctor reads.

/** A DynamoDB table. */
export interface SeenTable {
  /** `ACTIVE` where it can be used. */
  readonly state: string;
  /** Names of the key attributes, the partition's first. */
  readonly keys: readonly string[];
  readonly indexes: readonly { readonly name: string; readonly keys: readonly string[]; readonly state: string }[];
  /** What its stream carries, e.g. `NEW_IMAGE`; missing: it is off. */
  readonly streams?: string;
  readonly isProtected: boolean;
  /** The attribute after whose moment items are forgotten; nothing: it is off. */
  readonly forgetsBy: Seen<string | undefined>;
  /** Whether it can be restored to any moment of the last days. */
  readonly isRestorable: Seen<boolean>;
}

/** The tables, and what can be mended there. */
export interface TableLooks {
  table(name: string): Promise<Seen<SeenTable>>;
  /** What the answering machine's clock showed when we looked first, and when it was asked; missing: it did not say. */
  moment(): { readonly theirs: Instant; readonly ours: Instant } | undefined;
  forget(name: string): Promise<Seen<unknown>>;
  makeRestorable(name: string): Promise<Seen<unknown>>;
  protect(name: string): Promise<Seen<unknown>>;
}

/** An SSM parameter, opened. */
export interface SeenParameter {
  /** `SecureString`, `String` or `StringList`. */
  readonly type: string;
  readonly value: string;
}

export interface ParameterLooks {
  /** Each of the names, as it is. */
  parameters(names: readonly string[]): Promise<ReadonlyMap<string, Seen<SeenParameter>>>;
}

/** A Lambda function. */
export interface SeenFunction {
  /** `Active`, or why it does not run. */
  readonly state: string;
  readonly runtime: string;
  readonly settings: Readonly<Record<string, string>>;
  /** How many of it may run at once; missing: as many as the account has left. */
  readonly concurrency: Seen<number | undefined>;
}

/** What brings a stream's records to a function. */
export interface SeenMapping {
  readonly id: string;
  /** The stream's ARN. */
  readonly stream: string;
  /** `Enabled`, `Disabled`, … */
  readonly state: string;
  /** E.g. `OK`, `No records processed`, `PROBLEM: …`. */
  readonly lastResult: string;
}

export interface FunctionLooks {
  function(name: string): Promise<Seen<SeenFunction>>;
  mappings(name: string): Promise<Seen<readonly SeenMapping[]>>;
  /** Where its function URL is, with a slash at its end. */
  address(name: string): Promise<Seen<string>>;
}

/** A schedule of EventBridge Scheduler. */
export interface SeenSchedule {
  /** The ARN of the function that it wakes. */
  readonly target: string;
  readonly isOn: boolean;
  /** E.g. `rate(1 minute)`. */
  readonly rate: string;
}

export interface ScheduleLooks {
  /** Those that wake one of the functions with these names. */
  schedules(functions: readonly string[]): Promise<Seen<readonly SeenSchedule[]>>;
}
