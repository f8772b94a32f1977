import { type Action, jobText, type Sight } from "../actions/action.ts";
import { actionOf } from "../actions/index.ts";
import { readReply } from "../actions/reply.ts";
import { GitLabError, StoreError } from "../core/errors.ts";
import type { Facts } from "../core/event.ts";
import { backoffSeconds, type Outcome } from "../core/outcome.ts";
import type { GitLab, Reply } from "../core/ports.ts";
import { jobIdOf, type Task } from "../core/task.ts";
import type { Instant } from "../core/time.ts";
import { stoppedBy } from "./brake.ts";
import { claim } from "./claim.ts";
import { factsHash } from "./hash.ts";
import { judge } from "./judge.ts";
import { mark } from "./mark.ts";
import { type Ran, record } from "./record.ts";
import type { ActiveRules } from "./rules.ts";
import { sweep } from "./sweep.ts";
import type { Worker } from "./worker.ts";

const replicaLagMillis = 15_000;

/** A run that ends without a call. */
type End = Omit<Ran, "held">;

/**
 * Performs one task that is due: claim, look, decide again on live facts, mark, call once, record.
 *
 * @param seen the task as the stream or the index showed it; it is only a hint
 * @returns the task as it is now, or `undefined` when there was nothing to do for this worker
 * @throws StoreError when the table cannot be reached; the task comes due again by itself
 */
export async function perform(seen: Task, worker: Worker): Promise<Task | undefined> {
  const held = await claim(worker.store, seen, {
    owner: worker.random(),
    leaseEnd: worker.leaseEnd(),
    now: worker.clock(),
  });
  if (!held) return undefined;
  const end = await run(held, worker);
  if (end === "gone") return undefined;
  const after = await record({ ...end, held }, worker);
  if (after) worker.log.info("task", { id: after.id, state: after.state, reason: after.reason, rev: after.rev });
  return after;
}

async function run(held: Task, worker: Worker): Promise<End | "gone"> {
  const settled = held.unsure !== true;
  try {
    const gitlab = await worker.gitlab(held.source);
    if (!gitlab) {
      const reason = `the source ${held.source} is not configured any more`;
      return { outcome: { kind: "attention", reason }, settled, giveBack: false };
    }
    if (held.verb === "sweep") return await sweep(held, gitlab, worker);
    return await lookAndAct(held, gitlab, worker);
  } catch (error) {
    if (error instanceof StoreError) throw error;
    if (!(error instanceof GitLabError)) return broken(held, error, worker);
    const seconds = error.retryAfterSeconds ?? backoffSeconds(held.setbacks ?? 0, worker.luck());
    const at = worker.clock() + Math.round(seconds * 1000);
    return {
      outcome: { kind: "again", at, why: "wait", reason: `${error.message}. ${error.advice}` },
      settled,
      giveBack: false,
    };
  }
}

/** A fault of ours: nobody knows how far it came, so it is settled like a lost call, and a person looks when it stays. */
function broken(held: Task, error: unknown, worker: Worker): End {
  const message = error instanceof Error ? error.message : String(error);
  worker.log.error("fault", { id: held.id, message });
  return { outcome: { kind: "unknown", reason: `a fault of Penstock: ${message}` }, settled: false, giveBack: false };
}

async function lookAndAct(held: Task, gitlab: GitLab, worker: Worker): Promise<End | "gone"> {
  const action = actionOf(held.verb);
  const jobId = jobIdOf(held);
  if (!action || jobId === undefined) {
    const reason = `this version does not know the verb ${held.verb}`;
    return { outcome: { kind: "attention", reason }, settled: !held.unsure, giveBack: false };
  }
  const began = worker.clock();
  const active = await worker.rules.live(held.source);
  const facts = await look(held, jobId, gitlab);
  if (!facts) return { outcome: missing(held, jobId, began), settled: held.unsure !== true, giveBack: false };
  const sight = await action.look({ reads: gitlab.reads, task: held, job: facts.job, now: worker.clock() });
  const saw = { at: began, hash: factsHash(active.version, facts) };
  const before = settle(held, sight, facts, active);
  if (before.ends) return { outcome: before.ends, settled: true, giveBack: before.notDone, saw };
  const ends = whyNot(held, action, sight, facts, active, worker);
  if ("ends" in ends) return { outcome: ends.ends, settled: true, giveBack: before.notDone, saw };
  const stop = await stoppedBy(worker.store, held, worker.clock);
  if (stop) return { outcome: stopped(stop, worker), settled: true, giveBack: before.notDone, saw };
  const marked = await mark({ task: held, facts, rules: ends.rules, destroys: action.destroys === true }, worker);
  if (marked === "gone") return "gone";
  if ("ends" in marked) return { outcome: marked.ends, settled: true, giveBack: before.notDone, saw };
  const acted = await callOnce(marked.calling, action, facts, worker, () =>
    action.call(gitlab.writes, held.project.id, jobId, ends.content),
  );
  return { ...acted, settled: true, saw };
}

/** A job that was just made may be missing on a replica that lags (docs.gitlab.com/administration/postgresql, read 2026-11). */
function missing(held: Task, jobId: number, now: Instant): Outcome {
  const reason = `job ${jobId} is not there: it was deleted, or the token may not see it`;
  if (now - held.createdAt > replicaLagMillis) return { kind: "skipped", reason };
  return { kind: "again", at: now + replicaLagMillis, why: "wait", reason };
}

/** The live facts: the job as it is, under the project's path as it is. */
async function look(held: Task, jobId: number, { reads }: GitLab): Promise<Facts | undefined> {
  const [job, project] = await Promise.all([reads.job(held.project.id, jobId), reads.project(held.project.id)]);
  return job && { project: project ?? { id: held.project.id }, job };
}

/** What became of an earlier call whose outcome is open. */
function settle(held: Task, sight: Sight, facts: Facts, active: ActiveRules): { ends?: Outcome; notDone: boolean } {
  if (!held.unsure) return { notDone: false };
  if (sight.earlier === "ours")
    return {
      ends: { kind: "done", reason: `${jobText(facts.job)}: our earlier call was done after all` },
      notDone: false,
    };
  if (sight.earlier === "others")
    return {
      ends: sight.stop ?? { kind: "skipped", reason: `somebody else did it to ${jobText(facts.job)}` },
      notDone: false,
    };
  const careful = active.rules.find(
    ({ rule }) => rule.onUnknown === "attention" && held.wants.some((want) => want.rule.startsWith(`${rule.id}@`)),
  );
  if (!careful) return { notDone: true };
  const reason = `it could not be learnt whether our call reached ${jobText(facts.job)}, which is ${facts.job.status} still, and ${careful.name} asks for a person then. Do it by hand, or redrive the task.`;
  return { ends: { kind: "attention", reason }, notDone: true };
}

function whyNot(held: Task, action: Action, sight: Sight, facts: Facts, active: ActiveRules, worker: Worker) {
  if (sight.stop) return { ends: sight.stop };
  // The second half of a restart was decided, and its limit taken, with its first half.
  if (held.paid) return { content: {}, rules: [] };
  const judged = judge(held, action, facts, active, worker.clock());
  if ("ends" in judged) return judged;
  const runs = sight.earlierRuns ?? 0;
  const most = Math.min(...judged.rules.map(({ rule }) => rule.limit.perJob ?? Number.POSITIVE_INFINITY));
  if (runs < most) return judged;
  const reason = `the limit perJob: ${most} is used up, ${jobText(facts.job)} has had ${runs} runs before this one`;
  return { ends: { kind: "refused", reason } as const };
}

function stopped(what: string, { clock, luck }: Worker): Outcome {
  return {
    kind: "again",
    at: clock() + 30_000 + Math.round(luck() * 10_000),
    why: "wait",
    reason: `the switch stops ${what}`,
  };
}

/** The one request, behind a last look at the switch. */
async function callOnce(task: Task, action: Action, facts: Facts, worker: Worker, call: () => Promise<Reply>) {
  const { job } = facts;
  const stop = await stoppedBy(worker.store, task, worker.clock);
  if (stop) return { outcome: stopped(stop, worker), giveBack: true };
  const reply = await call();
  const { outcome, didNothing } = readReply(action, reply, {
    job,
    now: worker.clock(),
    setbacks: task.setbacks ?? 0,
    luck: worker.luck(),
  });
  const answer = "status" in reply ? `${reply.status}` : reply.kind === "notSent" ? "not sent" : "no usable answer";
  return { outcome, giveBack: didNothing, call: `${task.verb} ${jobText(job)}: ${answer}` };
}
