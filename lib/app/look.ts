import { jobText } from "../actions/action.ts";
import { actionOf } from "../actions/index.ts";
import type { GitLab, GitLabReads } from "../core/gitlab.ts";
import { mostCalls, type Outcome } from "../core/outcome.ts";
import { jobIdOf, type Task } from "../core/task.ts";
import type { Instant } from "../core/time.ts";
import { forBridges } from "./bridges.ts";
import type { Called, Shot } from "./call.ts";
import { armingOf } from "./gates/armer.ts";
import { atGate } from "./gates/atGate.ts";
import { onceApproved, whileGitLabWaits } from "./gates/gitlabWaits.ts";
import { handOn } from "./gates/handOn.ts";
import { notedGate } from "./gates/noted.ts";
import { gateOf } from "./gates/stored.ts";
import { withUnheard } from "./gates/unheard.ts";
import { missing } from "./gone.ts";
import { factsHash, movingHash } from "./hash.ts";
import { isOfDeployment } from "./heardDeployment.ts";
import { holdOn, whyHeld } from "./held.ts";
import { type Judgement, judge } from "./judge.ts";
import type { Live } from "./live.ts";
import { liveFacts } from "./liveFacts.ts";
import type { Aim } from "./mark.ts";
import { isForbiddenByMoving, restsOnMoving } from "./moving.ts";
import { lateNotices } from "./notices.ts";
import { plansBehind } from "./plans/listed.ts";
import type { Ran } from "./record.ts";
import { barDeputies } from "./rights/barDeputies.ts";
import type { Seen } from "./seen.ts";
import { settle } from "./settle.ts";
import { sweptBy } from "./swept.ts";
import { findOutAll } from "./told.ts";
import { isWatched } from "./watch.ts";
import type { Worker } from "./worker.ts";

/** How a run ends. */
export type End = Omit<Ran, "held">;

/** What a look came to that lets the worker act: what is known of earlier calls, what to mark, and what to call. */
export interface Decided {
  readonly known: Omit<End, "outcome">;
  readonly seen: Seen;
  readonly aim: Aim;
  readonly may: Extract<Judgement, { readonly content: unknown }>;
  readonly began: Instant;
}

/**
 * Looks, settles and asks the rules: how the run ends, or what to do. Nothing is written and nothing called.
 *
 * @param look the looks, none older than `began`, and each sent once
 * @throws GitLabError when GitLab cannot be asked
 */
export async function decide(
  held: Task,
  { reads, began }: { readonly reads: GitLabReads; readonly began: Instant },
  worker: Worker,
): Promise<Decided | { readonly ends: End }> {
  const action = actionOf(held);
  const jobId = jobIdOf(held);
  const unsettled = { settled: held.unsure !== true, giveBack: false };
  if (!action || jobId === undefined) {
    const reason = `this version does not know the verb ${held.verb}`;
    const remedy = "Run the newest version of Penstock and redrive the task, or dismiss it.";
    return { ends: { ...unsettled, outcome: { kind: "attention", reason, remedy } } };
  }
  // A call whose outcome is open is settled first. The mark asks once more, in its transaction.
  const hold = action.destroys && !held.unsure ? await holdOn(held, held.about ?? {}, worker.store) : undefined;
  if (hold) return { ends: { ...unsettled, outcome: whyHeld(hold) } };
  const rules = await worker.rules.live(held.source);
  const active = held.about?.isBridge ? forBridges(rules) : rules;
  const facts = await liveFacts(held, jobId, reads);
  if (!facts) return { ends: { ...unsettled, outcome: asHalfRestart(held, missing(held, jobId, worker)) } };
  const now = worker.clock();
  const gate = await gateOf(held, worker.store);
  const arming = await armingOf({ held, facts, ...(gate && { gate }) }, reads, now);
  const sight = await action.look({
    reads,
    task: held,
    job: facts.job,
    now,
    ...arming,
    isDeployment: isOfDeployment(held, active),
  });
  const saw = { at: began, hash: factsHash(active.version, facts) };
  const [swept, plans] = await Promise.all([sweptBy(held, active, worker.store), plansBehind(held, worker.store)]);
  const live: Live = { held, action, facts, sight, active, swept, plans, ...(gate && { gate }), ...arming };
  const before = settle(live, began);
  const known = { settled: before.isKnown, giveBack: before.notDone, saw, seen: { live, at: began } };
  if (before.ends) {
    const texts = before.ends.kind === "done" ? { texts: lateNotices(live) } : {};
    return { ends: { ...known, outcome: before.ends, ...texts } };
  }
  const may = await whyNot(live, { reads }, worker);
  const seen = { live: may.found ?? live, at: began };
  if ("ends" in may) {
    const hash = may.moves ? movingHash(saw.hash) : saw.hash;
    const byRules = may.byRules ? { byRules: true as const } : {};
    const outcome = (may.gate && (await notedGate(may.gate, held, worker))) ?? may.ends;
    if (outcome === may.ends && may.gate?.gate.closed) await handOn(may.gate, worker);
    return { ends: { ...known, seen, saw: { ...saw, hash, ...byRules }, outcome } };
  }
  const passed = typeof may.gate === "object" ? { gate: may.gate } : {};
  const aim = { task: held, facts, rules: may.rules, action: may.action ?? action, live, ...passed };
  return { known, seen, aim, may, began };
}

/** How a run ends whose mark was refused. */
export function unmarked({ known, seen, aim }: Decided, ends: Outcome): End {
  return { ...known, seen, outcome: asHalfRestart(aim.task, ends) };
}

/** The call of what was decided and marked. */
export function shotOf({ aim, may, began }: Decided, calling: Task): Shot {
  const { content, closedAt } = may;
  return { task: calling, action: aim.action, facts: aim.facts, content, began, ...(closedAt && { closedAt }) };
}

/** How a run ends that came to its call. */
export function acted({ known: { saw }, seen, aim, may }: Decided, called: Called): End {
  const texts = called.outcome.kind === "done" ? may.texts : undefined;
  const outcome = asHalfRestart(aim.task, called.outcome);
  return { ...called, outcome, settled: true, ...(saw && { saw }), seen, ...(texts && { texts }) };
}

/** Why not to act, or with what content and within whose limits. */
type Answered = Judgement & {
  /** What it rests on may change while the job stays as it is. */
  readonly moves?: boolean;
  /** The rules that want it were asked, and none acts: one that was not asked might. */
  readonly byRules?: boolean;
  /** What was found out for them. */
  readonly found?: Live;
};

/** What the rules say once they know what they need: the same whoever asks, and nothing is written. @throws GitLabError */
export async function whyNot(
  live: Live,
  gitlab: Pick<GitLab, "reads">,
  worker: Pick<Worker, "clock" | "sources"> & Partial<Pick<Worker, "store">>,
): Promise<Answered> {
  const { held, facts, sight } = live;
  // The payload's own word for the project's path opened the door; only GitLab's word lets anybody act.
  if (!isWatched(worker, held.source, facts.project)) {
    const path = facts.project.path ?? `project ${facts.project.id}`;
    return { ends: asHalfRestart(held, { kind: "skipped", reason: `${path} is not watched` }) };
  }
  if (sight.stop && !sight.asksRules)
    return { ends: sight.earlier === "notDone" ? asHalfRestart(held, sight.stop) : sight.stop };
  if (held.calls > mostCalls) {
    const reason = `${held.calls} calls did not settle ${jobText(facts.job)}`;
    return { ends: { kind: "attention", reason, remedy: "Look at it in GitLab, then redrive or dismiss the task." } };
  }
  // The second half of a restart was decided, and its limit taken, with its first half.
  if (held.paid) return { content: {}, rules: [] };
  // A rule whose time comes while others' facts are found out was not asked for its own: it is not judged without them.
  const now = worker.clock();
  const desk = { reads: gitlab.reads, ...(worker.store && { store: worker.store }) };
  const known = await barDeputies(await findOutAll(withUnheard(live, now), gitlab, now), gitlab.reads, now);
  const judged = judge(sight.awaitsApprovals ? onceApproved(known) : known, now);
  const isUnwanted = "ends" in judged && judged.ends.kind === "skipped";
  if (sight.stop && !isUnwanted) {
    if (!sight.awaitsApprovals || "ends" in judged) return { ends: sight.stop, found: known };
    return { ...whileGitLabWaits(sight.stop, await atGate(judged, { live: known, now }, desk)), found: known };
  }
  if (!("ends" in judged)) return { ...(await atGate(judged, { live: known, now }, desk)), found: known };
  const { kind } = judged.ends;
  const moves =
    (kind === "skipped" && restsOnMoving(known, now)) || (kind === "refused" && isForbiddenByMoving(known, now));
  return { ...judged, moves, byRules: kind === "skipped" || kind === "reported", found: known };
}

/** The second half of a restart must not just end: the job was canceled by us, and a person must know that it does not run. */
function asHalfRestart(held: Task, outcome: Outcome): Outcome {
  if (!held.paid || (outcome.kind !== "skipped" && outcome.kind !== "refused")) return outcome;
  const reason = `its restart canceled the job, but the retry did not happen: ${outcome.reason}`;
  return { kind: "attention", reason, remedy: "Retry it by hand if it should still run, then dismiss the task." };
}
