import type { Check } from "./check.ts";
import type { ReadRegex } from "./regex.ts";

/** What compiling a rule needs beside the rule. */
export interface RuleTools {
  /** Missing where no rule of the rulebook has a regular expression. */
  readonly readRegex?: ReadRegex;
  /** The failure classes, built-in ones and those of the rulebook, by name. */
  readonly classes?: ReadonlyMap<string, Check>;
}
