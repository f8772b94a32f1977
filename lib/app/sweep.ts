import { actions } from "../actions/index.ts";
import type { Facts } from "../core/event.ts";
import { markKey } from "../core/hold.ts";
import type { TaskStep } from "../core/journal.ts";
import type { GitLab } from "../core/ports.ts";
import { type Effect, isOpen, objectOf, type Task, taskId } from "../core/task.ts";
import { ruleId } from "../core/transitions.ts";
import type { CompiledRule } from "../rules/compile.ts";
import { factsHash } from "./hash.ts";
import { plan } from "./plan.ts";
import type { Ran } from "./record.ts";
import { isWatched } from "./watch.ts";
import type { Worker } from "./worker.ts";

/**
 * One step of a schedule rule's way through a project: reads one page of jobs and plans what the rule wants, then comes
 * due again with its cursor until the last page. A crash loses at most one page, which the next run reads again.
 */
export async function sweep(held: Task, { reads }: GitLab, worker: Worker): Promise<Omit<Ran, "held">> {
  const known = { settled: true, giveBack: false };
  const active = await worker.rules.live(held.source);
  const rule = active.rules.find((one) => held.wants.some((want) => ruleId(want) === one.rule.id));
  if (!rule) return { ...known, outcome: { kind: "skipped", reason: "its rule is gone" } };
  const project = await reads.project(held.project.id);
  if (!project)
    return {
      ...known,
      outcome: { kind: "skipped", reason: `project ${held.project.id} is gone, or the token may not see it` },
    };
  if (!isWatched(worker, held.source, project))
    return { ...known, outcome: { kind: "skipped", reason: `${project.path} is not watched` } };
  const page = await reads.jobsPage(project.id, held.cursor);
  const tasks: TaskStep[] = [];
  for (const job of page.items) {
    const facts = { project, job };
    if (rule.decide(facts, worker.clock()).answer === "no") continue;
    const task = await planFor(rule, facts, { held, worker, found: factsHash(active.version, facts) });
    if (task) tasks.push(task);
  }
  const planned = tasks.filter(({ step }) => step === "planned").length;
  const reason = `jobs read: ${page.items.length}, tasks planned by ${rule.name}: ${planned}`;
  if (page.next !== undefined) return { ...known, tasks, outcome: { kind: "next", cursor: page.next, reason } };
  return { ...known, tasks, outcome: { kind: "done", reason } };
}

async function planFor(
  rule: CompiledRule,
  { project, job }: Facts,
  { held, worker, found }: { held: Task; worker: Worker; found: string },
): Promise<TaskStep | undefined> {
  const { action: name, params } = rule.rule.do;
  const action = actions.find((one) => one.name === name);
  if (!action?.startsFrom.includes(job.status)) return undefined;
  const now = worker.clock();
  const effect: Effect = { source: held.source, project, jobId: job.id, verb: action.verb };
  const marked = action.destroys ? await markForDelete(effect, worker) : effect;
  if (!marked) return undefined;
  const { task, step } = await plan(
    worker,
    {
      effect: marked,
      want: { rule: rule.name, action: name, params, event: held.id },
      due: now + Math.round((action.delaySeconds?.(params, job.retriesCount ?? 0) ?? 0) * 1000),
      about: {
        name: job.name,
        ...(job.pipelineId !== undefined && { pipelineId: job.pipelineId }),
        ...(job.ref !== undefined && { ref: job.ref }),
      },
    },
    { found, now },
  );
  return step === "left" ? undefined : { id: task.id, step };
}

/** A mark without its task is one that another sweep is about to plan; an older one was left by a sweep that died. */
const planningMillis = 600_000;

/** Marks a job for a delete, unless it waits in quarantine already: a new mark is a new task, with a quarantine of its own. */
async function markForDelete(effect: Effect, { store, clock }: Worker): Promise<Effect | undefined> {
  const key = markKey({ source: effect.source, project: effect.project.id, on: objectOf(effect.jobId) });
  const mark = await store.note(key);
  const before = mark === undefined ? undefined : await store.task(taskId({ ...effect, mark }));
  const isFresh = mark !== undefined && clock() - Number(mark) < planningMillis;
  if (before ? isOpen(before) : isFresh) return undefined;
  const fresh = String(clock());
  return (await store.putNote(key, fresh, mark)) ? { ...effect, mark: fresh } : undefined;
}
