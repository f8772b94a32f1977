import type { Functions } from "../invocations.ts";
import { replay } from "../replay.ts";
import type { Violation } from "../result.ts";
import type { Stage } from "../stage.ts";
import { checkBooks } from "./books.ts";
import { checkAudit, checkHolds, checkReports, checkStops } from "./brakes.ts";
import { checkBudgets, checkCareful, checkSpent } from "./budgets.ts";
import { checkAnswers, checkEnds, checkFound } from "./ends.ts";
import { checkGates } from "./gates.ts";
import { checkGatesEnd } from "./gatesEnd.ts";
import { checkFindings, checkHeard } from "./heard.ts";
import type { Judge } from "./judge.ts";
import { checkChains, checkLeaks, checkRuns } from "./limits.ts";
import { checkCredit, checkFresh, checkOnce, checkPlays, checkTold } from "./once.ts";
import { checkRestarts, checkWanted } from "./wanted.ts";

export interface Judged {
  readonly violations: readonly Violation[];
  readonly apart: Readonly<Record<string, number>>;
  readonly judged: Readonly<Record<string, number>>;
  readonly settledAfter: readonly number[];
}

const checks: readonly ((stage: Stage, judge: Judge) => void)[] = [
  ...[
    checkOnce,
    checkTold,
    checkPlays,
    checkFresh,
    checkCredit,
    checkRuns,
    checkChains,
    checkLeaks,
    checkStops,
    checkReports,
    checkHolds,
  ],
  ...[checkAudit, checkWanted, checkRestarts, checkEnds, checkFound, checkAnswers, checkBooks],
  ...[checkHeard, checkFindings, checkBudgets, checkCareful, checkSpent],
  ...[checkGates, checkGatesEnd],
];

/** Every promise that this schedule can show. */
export async function checkAll(stage: Stage, functions: Functions): Promise<Judged> {
  const violations: Violation[] = [];
  const apart: Record<string, number> = {};
  const judged: Record<string, number> = {};
  const settledAfter: number[] = [];
  const judge: Judge = {
    cases(promise, howMany = 1) {
      judged[promise] = (judged[promise] ?? 0) + howMany;
    },
    broken: (promise, what) => void violations.push({ promise, what }),
    apart(limit) {
      apart[limit] = (apart[limit] ?? 0) + 1;
    },
    settled: (millis) => void settledAfter.push(millis),
  };
  for (const check of checks) check(stage, judge);
  const { mode, profile } = stage;
  if (mode === "liveness" && profile.tables.downSeconds >= 3600) judge.cases("P36");
  await replay(stage, functions, judge);
  return { violations, apart, judged, settledAfter };
}
