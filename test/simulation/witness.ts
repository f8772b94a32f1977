import type { Event } from "../../lib/core/event.ts";
import type { Job } from "../../lib/core/job.ts";
import type { Entry } from "../../lib/core/journal.ts";
import type { Write } from "../../lib/core/ports.ts";
import type { Task } from "../../lib/core/task.ts";
import type { Instant } from "../../lib/core/time.ts";
import type { CallFaults } from "./profile.ts";
import type { Meaning } from "./rulebooks.ts";

/** One request that changes something, as it was sent. */
export interface Sent {
  readonly verb: string;
  readonly projectId: number;
  readonly jobId: number;
  readonly sentAt: Instant;
  /** How the request went. */
  readonly fate: keyof CallFaults | "fine" | "down";
  /** The task that was marked for it. */
  readonly task: Task | undefined;
  /** When the process that sent it last asked for that job. */
  readonly lookedAt: Instant | undefined;
  /** The process that sent it. */
  readonly by: string;
  /** When GitLab worked on it. */
  workedAt?: Instant;
  /** Whether GitLab changed something. */
  changed?: boolean;
  /** The run that it made. */
  newJobId?: number;
}

export interface Mark {
  readonly task: Task;
  readonly at: Instant;
}

/** What a delivery was answered. */
export interface Answered {
  readonly event: Event;
  readonly at: Instant;
  readonly planned: number | "deferred";
}

export interface Stop {
  readonly what: string;
  /** True time from which no call starts. */
  readonly from: Instant;
  until: Instant;
}

/** Rules that were active from a moment on. */
export interface Book extends Meaning {
  readonly from: Instant;
  readonly version: number;
}

/** A call of which nobody knows what became of it. */
export interface OpenCall {
  readonly from: Instant;
  /** Until when its task was put off last because something went wrong, or because there was no room to ask. */
  readonly pausedUntil: Instant;
}

/** What happened in a schedule, as only somebody outside of it can know. */
export interface Witness {
  /** Every task as it was last written. */
  readonly tasks: Map<string, Task>;
  readonly marks: Mark[];
  readonly sent: Sent[];
  readonly entries: Entry[];
  readonly answers: Answered[];
  readonly stops: Stop[];
  readonly holds: { readonly on: string; readonly projectId: number; readonly from: Instant; until: Instant }[];
  readonly books: Book[];
  /** What the stream of the task table told, to be told again at the end. */
  readonly images: Task[];
  readonly events: Event[];
  /** Each job as it was after each of its changes. */
  readonly past: Map<number, { readonly at: Instant; readonly job: Job }[]>;
  /** When a task first was there. */
  readonly plannedAt: Map<string, Instant>;
  /** When each look at a task's job began that decided something. */
  readonly looks: Map<string, Instant[]>;
  /** Tasks that people started again or gave up. */
  readonly byHand: Map<string, "redrive" | "dismiss">;
  /** Since when it is open what became of a task's call. */
  readonly openSince: Map<string, OpenCall>;
  /** From when to when that was open, of those where it is not any more. */
  readonly settled: (OpenCall & { readonly id: string; readonly to: Instant })[];
  /** When a process last asked for a job, by both. */
  readonly asked: Map<string, Instant>;
  /** Rounds of the patrol that failed at something, and deliveries that came to no answer: what they wrote is not whole. */
  losses: number;
  /** When each round of the patrol began that came to its end. */
  readonly rounds: Instant[];
  roundsSince(at: Instant): number;
  /** Whether the due index shall answer as it was. */
  isIndexStale: boolean;
  /** Takes what was written to the tables, and by which process. */
  saw(writes: readonly Write[], by: string): void;
}

/** @param told hears of every task that was written, and of what was done to it */
export function newWitness(now: () => Instant, told: (step: string, task: Task, by: string) => void): Witness {
  const witness: Witness = {
    tasks: new Map(),
    marks: [],
    sent: [],
    entries: [],
    answers: [],
    stops: [],
    holds: [],
    books: [],
    images: [],
    events: [],
    past: new Map(),
    plannedAt: new Map(),
    looks: new Map(),
    byHand: new Map(),
    isIndexStale: false,
    asked: new Map(),
    losses: 0,
    rounds: [],
    openSince: new Map(),
    settled: [],
    roundsSince: (at) => witness.rounds.filter((began) => began >= at).length,
    saw(writes, by) {
      const isRecord = writes.some((write) => "journal" in write && write.journal.kind === "task");
      for (const write of writes) {
        if ("journal" in write) noteEntry(witness, write.journal, writes);
        if (!("put" in write)) continue;
        const task = write.put;
        const step = stepOf(write, witness.tasks.get(task.id), isRecord) ?? "other";
        if (step === "mark") witness.marks.push({ task, at: now() });
        if (!witness.tasks.has(task.id)) witness.plannedAt.set(task.id, now());
        witness.tasks.set(task.id, task);
        if (task.saw) witness.looks.set(task.id, [...(witness.looks.get(task.id) ?? []), task.saw.at]);
        noteOpen(witness, task, now());
        told(step, task, by);
      }
    },
  };
  return witness;
}

function noteEntry(witness: Witness, entry: Entry, writes: readonly Write[]): void {
  witness.entries.push(entry);
  const put = writes.find((write) => "put" in write);
  if (put && entry.kind === "byHand" && (entry.step === "redrive" || entry.step === "dismiss"))
    witness.byHand.set(put.put.id, entry.step);
}

function noteOpen({ openSince, settled }: Witness, task: Task, now: Instant): void {
  const isOpen = task.state === "calling" || (task.unsure === true && task.endedAt === undefined);
  const known = openSince.get(task.id);
  if (isOpen) {
    const isPaused = task.state === "waiting" && task.due !== task.settleAt;
    const pausedUntil = isPaused ? (task.due ?? 0) : (known?.pausedUntil ?? 0);
    openSince.set(task.id, { from: known?.from ?? now, pausedUntil });
  } else if (known) {
    openSince.delete(task.id);
    settled.push({ id: task.id, ...known, to: now });
  }
}

/** What one write did to a task, in the words of `tasks.md`; `undefined` for a write of another kind. */
export function stepOf(write: Write, before: Task | undefined, isRecord: boolean): string | undefined {
  if (!("put" in write)) return undefined;
  const after = write.put;
  if (!before) return isRecord ? "followUp" : "plan";
  if (after.state === "claimed" && after.rev !== before.rev)
    return before.state === "waiting" ? "claim" : `claim from ${before.state}`;
  if (after.state === "calling" && before.state === "claimed") return "mark";
  if (isRecord && before.state !== "waiting" && after.rev === before.rev) return `record ${after.state}`;
  if (before.endedAt !== undefined && after.state === "waiting") return "revive";
  if (after.poke !== before.poke) return "poke";
  if (before.state === "waiting" && after.state === "waiting") return "merge";
  if (before.state === "waiting") return "close";
  return "other";
}

/** How the run ended that this step records, in the words of `Outcome`; `undefined` for a step that records none. */
export function outcomeOf(step: string, task: Task): string | undefined {
  if (!step.startsWith("record ")) return undefined;
  if (task.state !== "waiting") return task.state;
  if (task.verb === "sweep" && task.hint === "now" && task.cursor !== undefined) return "next";
  return task.unsure && task.due === task.settleAt ? "unknown" : "again";
}
