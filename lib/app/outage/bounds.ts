import type { Action } from "../../actions/action.ts";
import { joinKey } from "../../core/key.ts";
import type { Toll } from "../../core/limit.ts";
import { outageId } from "../../core/outage.ts";
import type { Task } from "../../core/task.ts";
import type { Instant } from "../../core/time.ts";
import { ruleId } from "../../core/wants.ts";
import type { CompiledRule } from "../../rules/compile.ts";
import { outageBounds } from "../../rules/outage.ts";
import type { Live } from "../live.ts";
import { failureOf } from "./failure.ts";

/** How often a rule may make jobs run again for one kind of failure, in a project or in all of a source. */
export interface Bound {
  /** The id of the outage that one more than that opens. */
  readonly id: string;
  readonly rule: string;
  readonly failure: string;
  /** Missing: all projects of the source. */
  readonly project?: number;
  readonly projectPath?: string;
  readonly most: number;
  readonly withinSeconds: number;
}

/** A bound as it is taken: see `Toll`. */
export interface OutageToll extends Pick<Toll, "counter" | "by" | "most" | "forgetAt"> {
  readonly bound: Bound;
}

/** What will be called, and the rules that say yes. */
interface Meant {
  readonly task: Task;
  readonly action: Action;
  readonly rules: readonly CompiledRule[];
}

const day = 86_400_000;

/**
 * The bounds on what was decided. None on what a person said or redrove, nor on a restart's second half, which no rule is
 * asked about: that was bounded with the first.
 *
 * @param live with all that was found out
 */
export function boundsOf({ task, action, rules }: Meant, live: Live, now: Instant): readonly Bound[] {
  if (!action.defaultOutage || task.unheld || isGiven(rules, live)) return [];
  return rules.flatMap((rule) => {
    const bounds = outageBounds(rule.rule, action);
    if (!bounds) return [];
    const { perProject, perSource, withinSeconds } = bounds;
    const { id: project, path } = live.facts.project;
    const common = { rule: rule.rule.id, failure: failureOf(rule, live.facts, now), withinSeconds };
    const ofProject = { ...common, project, ...(path !== undefined && { projectPath: path }), most: perProject };
    const ofSource = perSource === undefined ? [] : [{ ...common, most: perSource }];
    return [ofProject, ...ofSource].map((bound) => ({ ...bound, id: outageId(bound) }));
  });
}

/** Whether somebody who may has said it, of one of the rules that act. */
function isGiven(rules: readonly CompiledRule[], { held, barred }: Live): boolean {
  return held.wants.some(
    (want) => want.given && !barred?.has(want.given) && rules.some(({ rule }) => rule.id === ruleId(want)),
  );
}

/** What a mark takes of them, once per task; the windows are fixed ones, by the clock. */
export function outageTolls(
  bounds: readonly Bound[],
  { source, spent }: Pick<Task, "source" | "spent">,
  now: Instant,
): readonly OutageToll[] {
  if (spent) return [];
  return bounds.map((bound) => {
    const { rule, failure, project = "all", most, withinSeconds } = bound;
    const start = now - (now % (withinSeconds * 1000));
    const scope = `limit#${joinKey(source, project, "outage", rule, failure, withinSeconds, start)}`;
    return { bound, counter: { scope, key: "n" }, by: 1, most, forgetAt: start + day };
  });
}
