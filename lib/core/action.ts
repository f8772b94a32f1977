import type * as z from "zod";
import type { JobStatus } from "./job.ts";
import type { Limit } from "./limit.ts";

/** What may cause a rule: an event of that kind, a moment, or a person who says so in chat. */
export type TriggerKind = "job" | "pipeline" | "schedule" | "command" | "deployment";

/** What `lib/rules` must know of a verb to read rules that use it. `lib/actions/index.ts` holds the list. */
export interface ActionSpec {
  /** As rules write it after `do:`. */
  readonly name: string;
  /** One line for people. */
  readonly help: string;
  /** The parameters that a rule may give, strict. A verb without parameters has an empty object. */
  readonly params: z.ZodType<Readonly<Record<string, unknown>>>;
  /** What an older version may have stored: less strict. Missing: as `params`. */
  readonly storedParams?: z.ZodType<Readonly<Record<string, unknown>>>;
  /** The states that it may start from; a job in another known state is no target. Missing: any. */
  readonly startsFrom?: readonly JobStatus[];
  /** Which events may cause it. */
  readonly triggers: readonly TriggerKind[];
  /** A rule must say which statuses it means: without one it would act on jobs that nobody had in mind. */
  readonly mustNameStatus?: true;
  /** Holds where a rule names no such limit. */
  readonly defaultLimit: Limit;
  /** It makes jobs run again, which helps nobody during an outage: what holds where a rule says nothing else. */
  readonly defaultOutage?: { readonly perProject: number; readonly withinSeconds: number };
  /** It destroys what nobody can bring back: it counts as a delete in flight, yields to holds, and has limits of its own. */
  readonly destroys?: true;
  /** What is wrong with parameters in a rule that such events cause; `undefined`: nothing. */
  whyWrong?(params: Readonly<Record<string, unknown>>, kinds: readonly TriggerKind[]): string | undefined;
}
