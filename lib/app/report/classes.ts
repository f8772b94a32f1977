import type { Facts } from "../../core/event.ts";
import type { Instant } from "../../core/time.ts";
import type { FailureClass } from "../../rules/failureClass.ts";
import { compileClasses } from "../../rules/failureClasses/compile.ts";
import { failureClassNames } from "../../rules/failureClasses/names.ts";
import type { RuleTools } from "../../rules/tools.ts";

/** Which kind of failure a failed job is, by what was told of it. */
export interface Classes {
  /**
   * A number for the class that facts tell, the lower the surer: of several the first of them, a team's own before those
   * that are built in; then none of them; then not known, because only the log or a look could tell.
   */
  rankOf(facts: Facts, now: Instant): number;
  /** The number of a class by its name, as a worker found it; of one that nobody knows any more that of the unknown. */
  rankNamed(name: string): number;
  /** The class's name; `none` for no class, `unknown` where it is not known. */
  nameOf(rank: number | undefined): string;
}

export const unknownClass = "unknown";
const noClass = "none";

/** The classes that every rulebook knows, and those of one. */
export function openClasses(own: Readonly<Record<string, FailureClass>> = {}, tools: RuleTools = {}): Classes {
  const checks = compileClasses(own, tools);
  const builtIn: readonly string[] = failureClassNames;
  const names = [...Object.keys(own).filter((name) => !builtIn.includes(name)), ...builtIn];
  return {
    rankOf(facts, now) {
      let none = names.length;
      for (const [rank, name] of names.entries()) {
        const answer = checks.get(name)?.(facts, now).answer;
        if (answer === "yes") return rank;
        if (answer === "unknown") none = names.length + 1;
      }
      return none;
    },
    rankNamed(name) {
      const rank = names.indexOf(name);
      return rank < 0 ? names.length + 1 : rank;
    },
    nameOf: (rank) => (rank === names.length ? noClass : (names[rank ?? -1] ?? unknownClass)),
  };
}
