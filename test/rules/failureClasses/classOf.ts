import type { Facts } from "../../../lib/core/event.ts";
import { type LogAsk, type Looked, logKey } from "../../../lib/core/looked.ts";
import type { Answer, Clause } from "../../../lib/core/verdict.ts";
import type { FailureClass } from "../../../lib/rules/failureClass.ts";
import { compileClasses } from "../../../lib/rules/failureClasses/compile.ts";
import { readRegex } from "../../../lib/rules/regex.ts";

/** What all signatures are searched in. */
export const runnersLog: LogAsk = { tailBytes: 65_536 };

interface Failed {
  readonly reason?: string;
  readonly runner?: NonNullable<Facts["job"]["runner"]> | null;
  readonly exitCode?: number | null;
  /** The runner's own text. */
  readonly log?: string | null;
}

export function failed({ reason, runner, exitCode, log }: Failed): Facts {
  const looked: Looked = {
    ...(exitCode !== undefined && { exitCode }),
    ...(log !== undefined && { logs: new Map([[logKey(runnersLog), log]]) }),
  };
  return {
    project: { id: 7, path: "harbour/crane" },
    job: {
      id: 1001,
      name: "rspec",
      status: "failed",
      ...(reason !== undefined && { failureReason: reason }),
      ...(runner !== undefined && { runner }),
    },
    looked,
  };
}

export function clauseOf(name: string, facts: Facts, own?: Record<string, FailureClass>): Clause {
  const check = compileClasses(own, { readRegex }).get(name);
  if (!check) throw new Error(`there is no class ${name}`);
  return check(facts, 0);
}

export function answerOf(name: string, facts: Facts, own?: Record<string, FailureClass>): Answer {
  return clauseOf(name, facts, own).answer;
}

/** The classes that a job certainly is of. */
export function classesOf(facts: Facts, own?: Record<string, FailureClass>): string[] {
  return [...compileClasses(own, { readRegex })]
    .filter(([, check]) => check(facts, 0).answer === "yes")
    .map(([name]) => name);
}
