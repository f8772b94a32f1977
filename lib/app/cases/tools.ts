import type { Action } from "../../actions/action.ts";
import type { LogAsk } from "../../core/looked.ts";
import type { Calendar } from "../../rules/calendar.ts";
import type { CompiledInvariant } from "../../rules/invariants/compile.ts";

/** Reads logs as GitLab's are read. */
export interface ReadLog {
  tail(log: string, ask: LogAsk): string;
  /** `null`: it ended without a code; `undefined`: the log does not tell. */
  exitCode(log: string): number | null | undefined;
}

/** What judging a case needs beside the rule. */
export interface CaseTools {
  readonly actions: readonly Action[];
  readonly readLog: ReadLog;
  readonly calendars: Readonly<Record<string, Calendar>>;
  readonly invariants: readonly CompiledInvariant[];
}
