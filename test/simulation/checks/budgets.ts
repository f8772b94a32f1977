import { ruleKinds } from "../rulebooks.ts";
import type { Stage } from "../stage.ts";
import type { Sent } from "../witness.ts";
import type { Judge } from "./judge.ts";

const hour = 3_600_000;

/** The bound of a limit that every rule of the seed has; `undefined` where one has none, or where rules came and went. */
function bound({ profile, witness }: Stage, limit: string): number | undefined {
  if (profile.redrives > 0 || witness.books.length > 1) return undefined;
  const bounds = profile.rules.map((name) => new RegExp(`${limit}: (\\d+)`).exec(ruleKinds[name].body)?.[1]);
  return bounds.every((one) => one !== undefined) ? Math.max(...bounds.map(Number)) : undefined;
}

/** P11: the runs that we cause in a pipeline, of a commit, and in a project's hour stay within their limits. */
export function checkBudgets(stage: Stage, judge: Judge): void {
  const jobOf = ({ jobId }: Sent) => stage.witness.past.get(jobId)?.[0]?.job;
  const groups: Readonly<Record<string, (sent: Sent) => string>> = {
    perPipeline: (sent) => `pipeline ${jobOf(sent)?.pipelineId}`,
    perSha: (sent) => `commit ${jobOf(sent)?.sha}`,
    perProjectPerHour: ({ projectId, sentAt }) => `hour ${Math.floor(sentAt / hour)} of project ${projectId}`,
  };
  for (const [limit, groupOf] of Object.entries(groups)) {
    const most = bound(stage, limit);
    if (most === undefined || (limit === "perProjectPerHour" && stage.profile.processes.skewSeconds > 0)) continue;
    const runs = stage.witness.sent.filter(({ changed, task }) => changed && !task?.paid);
    for (const [group, sent] of Map.groupBy(runs, groupOf)) {
      judge.cases("P11");
      if (sent.length > most) judge.broken("P11", `${group}: ${sent.length} runs of ours, ${limit} allows ${most}`);
    }
  }
}

const unknown: ReadonlySet<string> = new Set(["lostRequest", "lostReply", "late", "errorBefore", "errorAfter"]);

/** P14: where a rule wants a person to look at what nobody knows, nobody calls again. */
export function checkCareful({ profile, witness }: Stage, judge: Judge): void {
  if (!profile.rules.every((name) => ruleKinds[name].body.includes("onUnknown: attention"))) return;
  for (const [id, sent] of Map.groupBy(witness.sent, ({ task }) => task?.id ?? "")) {
    judge.cases("P14");
    const at = sent.findIndex(({ fate }) => unknown.has(fate));
    if (at >= 0 && at < sent.length - 1 && !witness.byHand.has(id))
      judge.broken("P14", `${id} was called again, though its rule wants a person to look at what nobody knows`);
  }
}

/** The look before a mark, and the replica behind it, may be so old. */
const factsMillis = 20_000;

/** Limits leak nothing: a task that ended without any effect, ours or somebody else's, holds none. */
export function checkSpent({ witness, twin }: Stage, judge: Judge): void {
  for (const task of witness.tasks.values()) {
    if (task.state !== "skipped" && task.state !== "refused" && task.state !== "reported") continue;
    judge.cases("limits");
    const jobId = Number(task.object.slice("job:".length));
    const isChanged = twin.effects.some((effect) => effect.jobId === jobId);
    const isGone = !twin.world.jobs.has(jobId);
    // A job that moved on by itself while the call was open counts as changed by others: what was spent stays spent.
    const marked = witness.marks.findLast((mark) => mark.task.id === task.id)?.at ?? 0;
    const past = witness.past.get(jobId) ?? [];
    const then = past.findLast((one) => one.at <= marked)?.job.status;
    const isMoved = past.some((one) => one.at > marked && one.job.status !== then);
    if (!task.spent || isChanged || isGone || isMoved) continue;
    // Two retries of one moment may both pass: nobody can tell that ours did nothing where a newer run is there.
    const job = twin.world.jobs.get(jobId);
    const isRetried = job?.pipeline.jobs.some(
      ({ name, id, createdAt }) => name === job.name && id > jobId && createdAt >= marked - factsMillis,
    );
    if (isRetried) judge.apart("limits: a newer run came while our retry was open, and its place stays taken");
    else judge.broken("limits", `${task.id} is ${task.state} and holds what it spent`);
  }
}
