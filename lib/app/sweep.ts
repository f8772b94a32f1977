import { actions } from "../actions/index.ts";
import type { Facts } from "../core/event.ts";
import { erasableFiles, type Job } from "../core/job.ts";
import type { TaskStep } from "../core/journal.ts";
import { sweptKey } from "../core/limit.ts";
import type { GitLab } from "../core/ports.ts";
import type { Task } from "../core/task.ts";
import { ruleId } from "../core/transitions.ts";
import type { CompiledRule } from "../rules/compile.ts";
import { factsHash } from "./hash.ts";
import { markForDelete } from "./markForDelete.ts";
import { plan } from "./plan.ts";
import type { Ran } from "./record.ts";
import { noteSwept } from "./swept.ts";
import { isWatched } from "./watch.ts";
import type { Worker } from "./worker.ts";

/**
 * One step of a schedule rule's way through a project: reads one page of jobs and plans what the rule wants, then comes
 * due again with its cursor until the last page. A crash loses at most one page, which the next run reads again.
 */
export async function sweep(held: Task, { reads }: GitLab, worker: Worker): Promise<Omit<Ran, "held">> {
  const known = { settled: true, giveBack: false };
  const active = await worker.rules.live(held.source);
  const rule = held.wants.map((want) => active.rule(ruleId(want))).find((one) => one !== undefined);
  if (!rule) return { ...known, outcome: { kind: "skipped", reason: "its rule is gone" } };
  // Whoever gave a rule another cause meant what happens from now on, not all that a project has.
  if (!rule.concerns("schedule"))
    return { ...known, outcome: { kind: "skipped", reason: `${rule.name} has no schedule any more` } };
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
  const counted = (held.counted ?? 0) + page.items.filter(hasArtifacts).length;
  if (page.next !== undefined)
    return { ...known, tasks, outcome: { kind: "next", cursor: page.next, counted, reason } };
  const key = sweptKey(held.source, project.id, rule.rule.id);
  if (rule.rule.limit.percentPerDay !== undefined) await noteSwept(key, counted, worker.store);
  return { ...known, tasks, outcome: { kind: "done", reason } };
}

function hasArtifacts(job: Job): boolean {
  return (erasableFiles(job) ?? []).length > 0;
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
  const mark = action.perRule ? { mark: rule.rule.id } : {};
  const marked = await markForDelete(
    { source: held.source, project, jobId: job.id, verb: action.verb, ...mark },
    worker,
  );
  if (!marked) return undefined;
  const { effect, open } = marked;
  // A delete in quarantine is told of one more rule: the one that marked it may only report, or want it no more at its end.
  if (open?.wants.some((want) => want.rule === rule.name)) return undefined;
  const due = now + Math.round((action.delaySeconds?.(params, job.retriesCount ?? 0) ?? 0) * 1000);
  const { task, step } = await plan(
    worker,
    {
      effect,
      want: { rule: rule.name, action: name, params, event: held.id, ...(action.destroys && { since: now }) },
      due: Math.max(due, open?.due ?? 0),
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
