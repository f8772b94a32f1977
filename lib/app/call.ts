import { type Action, type Content, jobText } from "../actions/action.ts";
import { readReply } from "../actions/reply.ts";
import { GitLabError } from "../core/errors.ts";
import type { Facts } from "../core/event.ts";
import type { LedgerKey } from "../core/key.ts";
import { backoffSeconds, mostTroubleSeconds, type Outcome } from "../core/outcome.ts";
import type { GitLab, Reply } from "../core/ports.ts";
import { saidBy } from "../core/redact.ts";
import type { Task } from "../core/task.ts";
import type { Instant } from "../core/time.ts";
import { stoppedBy, untilOpen } from "./brake.ts";
import { factsHash } from "./hash.ts";
import { liveJob } from "./liveFacts.ts";
import type { Worker } from "./worker.ts";

/** GitLab has no precondition: what is done rests on a look of at most this age. */
export const freshMillis = 5_000;

/** What is about to be called. */
export interface Shot {
  /** The task as it was marked. */
  readonly task: Task;
  readonly action: Action;
  readonly facts: Facts;
  readonly content: Content;
  /** When the look at the facts began. */
  readonly began: Instant;
  /** How the run ends where it may not be done at a moment, e.g. because a calendar has closed. */
  readonly closedAt?: (now: Instant) => Outcome | undefined;
}

export interface Called {
  readonly outcome: Outcome;
  /** The call certainly did nothing. */
  readonly giveBack: boolean;
  readonly isUnsent?: true;
  readonly call?: string;
  readonly sent?: Sent;
}

/** One request as it was sent, for the log. */
export interface Sent {
  readonly millis: number;
  /** Missing: GitLab gave none. */
  readonly status?: number;
  /** What GitLab's own logs call it. */
  readonly requestId?: string;
}

/** The one request: behind a look that is fresh, a switch that is open, and with enough lease left for it to end. */
export async function callOnce(shot: Shot, gitlab: GitLab, worker: Worker): Promise<Called> {
  const { task, action, facts, content } = shot;
  const seen = await lastSeen(shot, gitlab, worker);
  if ("changed" in seen) return unsent(seen.changed);
  const stop = await stoppedBy(worker.store, task, worker.clock);
  const why = whyNotNow(shot, { seen, stop }, worker);
  if (why) return why;
  const asked = worker.clock();
  const reply = await sent(() => action.call(gitlab.writes, task.project.id, facts.job.id, content), worker, task);
  return answered(shot, { reply, millis: worker.clock() - asked }, worker);
}

/** Why nothing may be sent at this very moment. Nothing may be waited for between this and the call. */
export function whyNotNow(
  shot: Shot,
  { seen, stop }: { readonly seen: { readonly at: Instant }; readonly stop: string | undefined },
  worker: Worker,
): Called | undefined {
  const { task } = shot;
  if (stop) return unsent(untilOpen(stop, worker));
  // Asking for the switch takes long where the table is slow, or this process was frozen meanwhile.
  if (worker.clock() - seen.at > freshMillis)
    return unsent(tooSlow(shot, worker, "the switch took so long that the look has aged"));
  // The mark left enough of the lease, but this process may have been frozen since.
  if (worker.clock() + worker.callTimeoutSeconds * 1000 > leaseEndOf(task, worker))
    return unsent(again(worker, "its time was over before the call"));
  const closed = shot.closedAt?.(worker.clock());
  return closed && unsent(closed);
}

/** A reply, and how long it took. */
interface Timed {
  readonly reply: Reply;
  readonly millis: number;
}

/** What GitLab's answer means for the task. */
export function answered({ task, action, facts }: Shot, { reply, millis }: Timed, worker: Worker): Called {
  const { outcome, didNothing } = readReply(action, reply, {
    job: facts.job,
    now: worker.clock(),
    setbacks: task.setbacks ?? 0,
    luck: worker.luck(),
  });
  const answer = "status" in reply ? `${reply.status}` : reply.kind === "notSent" ? "not sent" : "no usable answer";
  // What sends nothing tells of no call.
  const call = action.sendsNothing
    ? {}
    : { call: `${task.verb} ${jobText(facts.job)}: ${answer}`, ...sentAs(reply, millis) };
  return { outcome, giveBack: didNothing, ...call };
}

/** What the log tells of a request; nothing of one that was not sent. */
export function sentAs(reply: Reply, millis: number): { readonly sent?: Sent } {
  if (reply.kind === "notSent") return {};
  const { requestId } = reply;
  return {
    sent: { millis, ...("status" in reply && { status: reply.status }), ...(requestId !== undefined && { requestId }) },
  };
}

/**
 * When the job was last seen as it was judged. Looks once more where the first look has aged, e.g. because the table was slow.
 *
 * @param askedAt when the looks began that others share; missing: nobody shares them
 */
export async function lastSeen(
  shot: Shot,
  { reads, askedAt: sharedAt }: Pick<GitLab, "reads"> & { readonly askedAt?: Instant },
  worker: Worker,
): Promise<{ readonly at: Instant } | { readonly changed: Outcome }> {
  const { task, action, facts, began } = shot;
  if (worker.clock() - began <= freshMillis) return { at: began };
  const askedAt = sharedAt ?? worker.clock();
  try {
    const job = await liveJob(task, facts.job.id, reads);
    const same = job && factsHash(0, { ...facts, job }) === factsHash(0, facts);
    if (!same) return { changed: again(worker, `${jobText(facts.job)} changed while the call was prepared`) };
    // What spares a job's files is not told by the job alone.
    const note = (key: LedgerKey) => worker.store.note(key);
    const sight = action.destroys ? await action.look({ reads, task, job, now: worker.clock(), note }) : undefined;
    if (sight?.stop) return { changed: again(worker, sight.stop.reason) };
    if (worker.clock() - askedAt <= freshMillis) return { at: askedAt };
    return { changed: tooSlow(shot, worker, "GitLab was too slow to look twice") };
  } catch (error) {
    if (!(error instanceof GitLabError)) throw error;
    return { changed: again(worker, error.message) };
  }
}

/** Marked, and then nothing was sent. */
export function unsent(outcome: Outcome): Called {
  return { outcome, giveBack: true, isUnsent: true };
}

/** What is too slow for a call is asked again later and later; that is nothing about the job. */
function tooSlow({ task }: Shot, { clock, luck }: Worker, reason: string): Outcome {
  const at = clock() + Math.round(backoffSeconds(task.setbacks ?? 0, luck(), mostTroubleSeconds) * 1000);
  return { kind: "again", at, why: "trouble", reason };
}

const pauseMillis = 5_000;

export function again({ clock }: Worker, reason: string): Outcome {
  return { kind: "again", at: clock() + pauseMillis, why: "wait", reason };
}

export function leaseEndOf({ due = 0 }: Task, { settleSeconds }: Worker): Instant {
  return due - settleSeconds * 1000;
}

/** A client never throws; if one does, nobody knows how far it came. */
export async function sent(call: () => Promise<Reply>, { log }: Worker, { id }: Task): Promise<Reply> {
  try {
    return await call();
  } catch (error) {
    const reason = saidBy(error);
    log.error("fault", { task: id, reason });
    return { kind: "unknown", message: `a fault of Penstock: ${reason}` };
  }
}
