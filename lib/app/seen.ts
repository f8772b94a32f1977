import type { Outcome } from "../core/outcome.ts";
import { type RecordedLook, recordLook } from "../core/recorded.ts";
import type { Instant } from "../core/time.ts";
import { ruleId } from "../core/transitions.ts";
import type { Clause } from "../core/verdict.ts";
import { failureClassNames } from "../rules/failureClasses/names.ts";
import { globTest } from "../rules/globs.ts";
import type { Live } from "./live.ts";

/** What a run saw before it decided, and when it began to look. */
export interface Seen {
  readonly live: Live;
  readonly at: Instant;
}

/**
 * What the journal keeps of what a run saw, so that other rules can be asked about it later. `undefined` where the run
 * decided nothing yet, or saw too much to be kept.
 */
export function seenText({ live, at }: Seen, outcome: Outcome): string | undefined {
  if (outcome.kind === "again" || outcome.kind === "next") return undefined;
  const { facts, sight } = live;
  const { project, job, pipeline, looked } = facts;
  const classes = classesIn(live, at);
  const made = outcome.kind === "done" && live.held.verb === "retry" ? outcome.jobId : undefined;
  const look: RecordedLook = {
    at,
    project,
    job,
    ...(pipeline && { pipeline }),
    ...(looked && { looked }),
    ...(sight.earlierRuns !== undefined && { earlierRuns: sight.earlierRuns }),
    ...(sight.isOurPipeline && { isOurPipeline: true }),
    ...(classes && { classes }),
    ...(made !== undefined && { made }),
  };
  return recordLook(look);
}

/** Which built-in failure classes the job was found to be of, and not to be of. A team's own may mean something else by now. */
function classesIn({ held, active, facts }: Live, now: Instant): Readonly<Record<string, boolean>> | undefined {
  const found = held.wants
    .flatMap((want) => active.rule(ruleId(want)) ?? [])
    .filter(({ rule }) => rule.when !== undefined && JSON.stringify(rule.when).includes('"failureClass"'))
    .flatMap((rule) => rule.decide(facts, now).clauses.flatMap(classClauses));
  if (found.length === 0) return undefined;
  const isNone = (name: string) =>
    found.some(({ answer, wanted = "" }) => answer === "no" && globTest(wanted.split(" or "))(name));
  const isOne = (name: string) => found.some((one) => one.answer === "yes" && one.seen === name);
  const known = failureClassNames.flatMap((name) =>
    isOne(name) ? [[name, true]] : isNone(name) ? [[name, false]] : [],
  );
  return Object.fromEntries(known);
}

/** What was asked about failure classes, wherever it stands in a rule. */
export function classClauses(clause: Clause): readonly Clause[] {
  return clause.path.endsWith(".failureClass") ? [clause] : (clause.parts ?? []).flatMap(classClauses);
}
