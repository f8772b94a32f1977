import type { Action } from "../../actions/action.ts";
import { actionOf } from "../../actions/index.ts";
import type { Event, Facts } from "../../core/event.ts";
import type { Outcome } from "../../core/outcome.ts";
import { taskId } from "../../core/task.ts";
import type { Instant } from "../../core/time.ts";
import { planned, ruleId } from "../../core/transitions.ts";
import type { ActiveRules } from "../activeRules.ts";
import { forBridges } from "../bridges.ts";
import { type Judged, judgeAtDoor } from "../door.ts";
import { foundKinds } from "../lists.ts";
import { told } from "../plan.ts";
import { intentOf } from "../receive.ts";
import { createDue } from "./due.ts";
import type { History } from "./history.ts";
import { createLedger } from "./ledger.ts";
import { patienceMillis, reactionMillis, startOf } from "./pace.ts";
import { whyStale } from "./parked.ts";
import { actedBy, decide, heldByRuns, type Meant, refusalOf, type Seen } from "./run.ts";
import { sightOf } from "./sight.ts";
import { createTally, type Tally } from "./tally.ts";
import { createWaits, type Ending, type Waiting } from "./waits.ts";

/** One rulebook, and what it would have done. */
export interface Side {
  readonly active: ActiveRules;
  readonly tally: Tally;
  hear(event: Event, all: readonly Facts[], isFinding: boolean): void;
  /** A look at a job was recorded: what lacked it, and what was due, is decided by what it saw. */
  see(jobId: number, at: Instant): void;
  /** Lets everything happen that is due until then. */
  pass(until: Instant): void;
  forget(now: Instant): void;
  /** Nothing more comes: what lacked a fact still lacks it. */
  end(now: Instant): void;
  /** Why it does not, or not yet, do what the other rulebook does. */
  whyNot(task: string, rules: readonly string[], seen: Seen): string;
  /** Is told why the other rulebook does not do what this one did meanwhile. */
  explain(task: string, whyNot: string): void;
}

export interface SideOptions {
  readonly active: ActiveRules;
  readonly actions: readonly Action[];
  readonly history: History;
  /** The other rulebook's. */
  readonly other: () => Side;
}

export function createSide({ active, actions, history, other }: SideOptions): Side {
  const tally = createTally();
  const waits = createWaits();
  const due = createDue<Waiting>();
  const ledger = createLedger();

  function schedule(waiting: Waiting, at: Instant): void {
    waiting.dueAt = at;
    due.add(at, waiting);
  }

  function end(waiting: Waiting, state: Ending, reason: string, now: Instant): void {
    waits.end(waiting, state, reason, now);
    other().explain(waiting.task.id, reason);
  }

  function want(judged: Judged, event: Event): void {
    const now = event.receivedAt;
    const intent = intentOf(judged, event);
    const id = taskId(intent.effect);
    if (tally.hasActed(id)) return;
    const there = waits.get(id);
    if (!there) {
      schedule(waits.add(planned(intent, now), judged.facts, now), startOf(intent.due, now));
      return;
    }
    const after = told(there.task, intent, { heardAt: now, now });
    if (after.task === there.task && !there.lacks) return;
    const { dueAt } = there;
    const isAsleep = dueAt === undefined || there.lacks !== undefined;
    there.task = after.task;
    if (isAsleep) waits.reopen(there, judged.facts, now);
    const start = startOf(isAsleep ? now : (after.task.due ?? now), now);
    if (isAsleep || start < dueAt) schedule(there, start);
  }

  function run(waiting: Waiting, now: Instant): void {
    const { task } = waiting;
    const action = actionOf(task);
    // A look may come before its time: then it must not be looked at once more.
    delete waiting.dueAt;
    if (!action) return;
    const known = history.around(waiting.facts, waiting.heardAt);
    const rules = task.about?.isBridge ? forBridges(active) : active;
    const sight = sightOf(action, known);
    const seen: Seen = { live: { held: task, action, facts: known.facts, sight, active: rules }, known, now };
    const decided = decide(seen);
    if ("lacks" in decided) wonder(waiting, decided.lacks, now);
    else if ("ends" in decided) {
      tally.gated(task.id, decided.asks ?? []);
      close(waiting, seen, decided.ends);
    } else act(waiting, seen, decided);
  }

  /** Waits for a look at the job that tells more. */
  function wonder(waiting: Waiting, lacks: NonNullable<Waiting["lacks"]>, now: Instant): void {
    waiting.patientUntil ??= now + patienceMillis;
    waiting.lacks = lacks;
    if (now < waiting.patientUntil) schedule(waiting, waiting.patientUntil);
    else giveUp(waiting, lacks, now);
  }

  function giveUp(waiting: Waiting, lacks: NonNullable<Waiting["lacks"]>, now: Instant): void {
    tally.lacked(lacks);
    end(waiting, "skipped", "what it asks for is not known", now);
  }

  function act(waiting: Waiting, seen: Seen, meant: Meant): void {
    const { live, known, now } = seen;
    const { rules, action = live.action } = meant;
    const { id, source } = waiting.task;
    const stale = whyStale(waiting, waits.all());
    if (stale !== undefined) {
      end(waiting, "skipped", stale, now);
      return;
    }
    const isOurPipeline = live.sight.isOurPipeline === true;
    const held = ledger.take({ source, rules, action, facts: known.facts, isOurPipeline }, now);
    if (held) {
      tally.held(id, held);
      delete waiting.lacks;
      if (held.opensAt !== undefined) schedule(waiting, Math.max(held.opensAt, now) + reactionMillis);
      else end(waiting, "refused", `the limit ${held.kind} is used up`, now);
      return;
    }
    const acted = actedBy(seen, meant);
    tally.acted(id, { ...acted, whyNot: other().whyNot(id, acted.rules, seen) });
    if (action.andThen)
      tally.followed(taskId({ source, project: known.facts.project, jobId: acted.job.id, verb: action.andThen }));
    waits.remove(waiting);
  }

  function close(waiting: Waiting, seen: Seen, ends: Outcome): void {
    const { id, wants } = waiting.task;
    const { now } = seen;
    if (ends.kind === "again") {
      if (wants.some((want) => active.rule(ruleId(want))?.rule.require?.calendar !== undefined)) {
        tally.waited(id);
        if (waiting.task.verb === "play") waiting.parkedUntil = ends.at;
      }
      delete waiting.lacks;
      schedule(waiting, Math.max(ends.at, now) + reactionMillis);
      return;
    }
    const held = ends.kind === "refused" ? heldByRuns(seen) : undefined;
    if (held) tally.held(id, held);
    if (ends.kind === "reported") tally.reported(id, seen);
    if (ends.kind === "attention") tally.disputed(id);
    const told = (["refused", "reported", "attention"] as const).find((kind) => kind === ends.kind);
    end(waiting, told ?? "skipped", ends.reason, now);
  }

  return {
    active,
    tally: tally.tally,
    hear(event, all, isFinding) {
      const kinds = isFinding ? foundKinds : [event.kind];
      const door = { active, kinds, actions, now: event.receivedAt };
      for (const facts of all) {
        waits.tell(facts, event.receivedAt);
        for (const judged of judgeAtDoor(facts, door)) if (judged.verdict.answer !== "no") want(judged, event);
      }
    },
    see(jobId, at) {
      for (const waiting of waits.of(jobId))
        if (waiting.lacks || (waiting.dueAt ?? Number.POSITIVE_INFINITY) <= at + reactionMillis) run(waiting, at);
    },
    pass(until) {
      for (let next = due.take(until); next; next = due.take(until))
        if (next.one.dueAt === next.at) run(next.one, next.at);
    },
    explain: tally.explained,
    forget: waits.forget,
    end(now) {
      for (const waiting of waits.all()) {
        if (waiting.lacks) giveUp(waiting, waiting.lacks, now);
        else if (waiting.dueAt !== undefined) tally.unripe();
      }
    },
    whyNot(task, rules, seen) {
      const waiting = waits.get(task);
      if (waiting?.task.reason !== undefined && waiting.dueAt === undefined) return waiting.task.reason;
      if (waiting) return waiting.lacks ? "what it asks for is not known" : "its time has not come yet";
      return refusalOf(
        rules.flatMap((id) => active.rule(id) ?? []),
        seen,
      );
    },
  };
}
