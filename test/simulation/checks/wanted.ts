import { ruleKinds } from "../rulebooks.ts";
import type { Stage } from "../stage.ts";
import type { Sent } from "../witness.ts";
import type { Judge } from "./judge.ts";
import { about, idOf } from "./once.ts";

/** What a call rests on may be so old: the look and the replica behind it, and the rules that were read before. */
const factsMillis = 20_000;
const rulesMillis = 70_000;
const clockMillis = 2_500;

/** P33: each call was justified, by the plain truth of the last moments: a state that has ended causes nothing. */
export function checkWanted(stage: Stage, judge: Judge): void {
  for (const sent of stage.witness.sent) {
    if (sent.task?.paid) continue;
    judge.cases("P33");
    if (!isJustified(stage, sent)) judge.broken("P33", `${about(sent)}: no rule wanted it by what was true`);
  }
}

function isJustified({ witness }: Stage, { verb, jobId, sentAt }: Sent): boolean {
  const past = witness.past.get(jobId) ?? [];
  const books = witness.books.filter(
    (_, at) => (witness.books[at + 1]?.from ?? Number.POSITIVE_INFINITY) >= sentAt - rulesMillis,
  );
  return books.some(({ kinds, mode }) =>
    kinds.some((name) => {
      const kind = ruleKinds[name];
      if (mode !== "enforce" || kind.verb !== verb) return false;
      return past.some(({ job, at }, index) => {
        const until = nextStatusAt(past, index);
        const isRecent = at <= sentAt && until >= sentAt - factsMillis;
        const began = beganAt(past, index);
        const hasLasted = sentAt - began >= (kind.waitSeconds ?? 0) * 1000 - clockMillis;
        const isNamed = kind.name === undefined || job.name.startsWith(kind.name);
        return isRecent && hasLasted && isNamed && kind.statuses.some((status) => status === job.status);
      });
    }),
  );
}

type Past = NonNullable<ReturnType<Stage["witness"]["past"]["get"]>>;

function nextStatusAt(past: Past, index: number): number {
  const status = past[index]?.job.status;
  return past.slice(index).find(({ job }) => job.status !== status)?.at ?? Number.POSITIVE_INFINITY;
}

function beganAt(past: Past, index: number): number {
  const status = past[index]?.job.status;
  let first = index;
  while (first > 0 && past[first - 1]?.job.status === status) first--;
  return past[first]?.at ?? 0;
}

/** P15: after our cancel there is a newer run, or somebody is told; in the middle of things, somebody is at work on it. */
export function checkRestarts(stage: Stage, judge: Judge): void {
  const { twin, witness, mode } = stage;
  for (const sent of witness.sent) {
    if (sent.verb !== "cancel" || !sent.changed || !sent.task?.andThen) continue;
    judge.cases("P15");
    const job = twin.world.jobs.get(sent.jobId);
    if (!job) continue;
    const hasNewer = job.pipeline.jobs.some(({ name, id }) => name === job.name && id > job.id);
    const tasks = ["cancel", "retry"].flatMap(
      (verb) => witness.tasks.get(idOf(sent.projectId, sent.jobId, verb)) ?? [],
    );
    const isTold = tasks.some(({ state, id }) => state === "attention" || witness.byHand.has(id));
    const isOpen = tasks.some(({ endedAt }) => endedAt === undefined);
    if (!hasNewer && !isTold && !(isOpen && mode === "safety") && !(isOpen && waitsForSwitch(stage, tasks)))
      judge.broken("P15", `${about(sent)}: it was canceled, no newer run, nobody was told`);
  }
}

function waitsForSwitch(_: Stage, tasks: readonly { readonly reason?: string }[]): boolean {
  return tasks.some(({ reason = "" }) => reason.startsWith("the switch stops"));
}
