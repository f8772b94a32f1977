import type * as z from "zod";
import type { Limit } from "./limit.ts";

/** What `lib/rules` must know of a verb to read rules that use it. `lib/actions/index.ts` holds the list. */
export interface ActionSpec {
  /** As rules write it after `do:`. */
  readonly name: string;
  /** One line for people. */
  readonly help: string;
  /** The parameters that a rule may give, strict. A verb without parameters has an empty object. */
  readonly params: z.ZodType<Readonly<Record<string, unknown>>>;
  /** Which events may cause it. */
  readonly triggers: readonly ("job" | "pipeline" | "schedule")[];
  /** A rule must say which statuses it means: without one it would act on jobs that nobody had in mind. */
  readonly mustNameStatus?: true;
  /** Holds where a rule names no such limit. */
  readonly defaultLimit: Limit;
}
