import { actions } from "../actions/index.ts";
import { jobIdOf, type Task } from "../core/task.ts";
import { ruleId } from "../core/transitions.ts";
import type { End } from "./look.ts";
import type { Worker } from "./worker.ts";

/** So many rules of a source have metrics of their own: a rulebook may have ten thousand, and each would cost. */
const mostMeasured = 100;

/**
 * Tells in one line how a run ended, with all that leads from a delivery to GitLab's own log: see docs/observe.md.
 *
 * @param task as it is recorded
 */
export function tellEffect(task: Task, { outcome, seen, sent }: End, { log }: Pick<Worker, "log">): void {
  const { id, source, project, verb, state, rev, calls, wants } = task;
  const [want] = wants;
  const rule = want && ruleId(want);
  log.info("effect", {
    source,
    project: project.id,
    job: jobIdOf(task),
    verb,
    rule,
    // Only rules that were asked stand in a rulebook; without one nobody knows how many names there may be.
    ruleOrOther: rule && seen && measured(rule, seen.live.active.placeOf(rule)),
    action: actions.find(({ name }) => name === want?.action)?.name ?? verb,
    outcome: outcome.kind,
    state,
    reason: "reason" in outcome ? outcome.reason : undefined,
    delivery: want?.event,
    task: id,
    rev,
    calls,
    millis: sent?.millis,
    status: sent?.status,
    gitlab: sent?.requestId,
  });
}

function measured(rule: string, place: number | undefined): string {
  return place !== undefined && place < mostMeasured ? rule : "other";
}
