import { ruleKinds } from "../rulebooks.ts";
import { people } from "../runners.ts";
import { source } from "../settings.ts";
import type { Stage } from "../stage.ts";
import type { Judge } from "./judge.ts";

const ofJobs = new Set(["retry", "cancel"]);

function mostPerJob({ witness }: Stage): number {
  const limits = witness.books.flatMap(({ kinds }) =>
    kinds.flatMap((name) => (ofJobs.has(ruleKinds[name].verb) ? [ruleKinds[name].perJob ?? 0] : [])),
  );
  return Math.max(0, ...limits);
}

/** P11: the runs that we cause of a job's name in a pipeline stay within the limit; a restart counts one. */
export function checkRuns(stage: Stage, judge: Judge): void {
  const { twin, witness } = stage;
  const most = mostPerJob(stage);
  const runs = new Map<string, number>();
  for (const { user, verb, jobId } of twin.effects) {
    if (user !== twin.bot.username || verb !== "retry") continue;
    const job = witness.past.get(jobId)?.[0]?.job;
    const key = `${job?.name} in pipeline ${job?.pipelineId}`;
    runs.set(key, (runs.get(key) ?? 0) + 1);
  }
  judge.cases("P11", runs.size);
  for (const [key, count] of runs)
    if (count > most) judge.broken("P11", `${key}: ${count} runs of ours, ${most} are allowed`);
}

/** P12: a chain of pipelines that we begin through our own runs ends within the budgets. */
export function checkChains(stage: Stage, judge: Judge): void {
  const { twin, timeline, profile } = stage;
  judge.cases("P12");
  const pipelines = twin.world.projects.flatMap((project) => project.pipelines);
  const ours = pipelines.filter(({ person }) => person?.username === twin.bot.username).length;
  const begun = Math.max(1, pipelines.filter(({ person }) => person?.username === people[0]).length);
  // Each pipeline of a person has its own budget, and all of ours of one commit share one.
  const most = begun * (Math.max(2, mostPerJob(stage)) * 2 + profile.deeds + 2 * profile.redrives);
  if (ours > most) judge.broken("P12", `${ours} pipelines in the bot's name`);
  if (timeline.isRunaway()) judge.broken("P12", "it does not end");
}

/** What a calendar had kept shut is let go at a rate, which nobody holds. */
const rateScope = `limit#${source}/gates/`;
const mostGatesAMinute = 6;

/** Limits leak nothing: a counter stands at the number of tasks that hold it, whatever went wrong in between. */
export function checkLeaks(stage: Stage, judge: Judge): void {
  const { store, witness, mode } = stage;
  const held = new Map<string, number>();
  const add = (scope: string, key: string) => held.set(`${scope} ${key}`, (held.get(`${scope} ${key}`) ?? 0) + 1);
  for (const task of witness.tasks.values()) {
    for (const { scope, key } of task.spent ?? []) add(scope, key);
    if (!task.inflight) continue;
    const scope = `inflight#${task.source}/${task.project.id}`;
    for (const on of task.flights ?? [task.object, "project"]) add(scope, on);
  }
  // A task that a person started again takes its limits anew, and what it had taken stays taken.
  const isExact = witness.byHand.size === 0;
  for (const item of store.tables.all("ledger")) {
    const scope = String(item.scope);
    const isFlight = scope.startsWith("inflight#");
    if (!isFlight && !scope.startsWith("limit#")) continue;
    const [counted, holders] = [Number(item.n), held.get(`${scope} ${String(item.key)}`) ?? 0];
    judge.cases("limits");
    if (scope.startsWith(rateScope)) {
      if (counted > mostGatesAMinute) judge.broken("limits", `${counted} gates were let go in a minute of ${scope}`);
      continue;
    }
    if (counted < holders || (counted !== holders && (isExact || isFlight)))
      judge.broken("limits", `${scope} ${String(item.key)} stands at ${counted}, ${holders} tasks hold it`);
    if (isFlight && mode === "liveness" && counted !== 0)
      judge.broken("limits", `${counted} deletes are in flight for ever at ${scope} ${String(item.key)}`);
  }
}
