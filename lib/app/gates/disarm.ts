import { StoreError } from "../../core/errors.ts";
import { type Gate, gateText } from "../../core/gate.ts";
import type { Write } from "../../core/ports.ts";
import { isOpen, type Task } from "../../core/task.ts";
import { type Instant, instantText } from "../../core/time.ts";
import { closed, next, poked, woken } from "../../core/transitions.ts";
import type { DeedDesk } from "../byHand.ts";
import type { Right } from "../rights/mayDo.ts";
import { isArming } from "./armed.ts";
import { movedEntry } from "./movedEntry.ts";
import { brokenGate, entryOf, isWritten, noGate, refuse, type Word, type WordRefused } from "./speak.ts";
import { type StoredGate, storedGate } from "./stored.ts";

/** `late`: the play was sent already, and cannot be taken back; it is not sent again. */
export type Disarmed = { readonly gate: Gate; readonly late?: string } | WordRefused;

const mostTries = 6;
const step = { name: "disarm" } as const;

/**
 * Takes an arming back. Where nothing else wants the play, its task is closed with the gate; a worker that has it looks again.
 *
 * @param mayPlay whether this person could play the job in GitLab now; asked only of somebody else than who armed it
 * @throws StoreError, GitLabError when the tables or GitLab cannot be asked; saying it again is safe
 */
export async function disarm(word: Word, mayPlay: () => Promise<Right>, desk: DeedDesk): Promise<Disarmed> {
  let right: Right | undefined;
  for (let tries = 0; tries < mostTries; tries++) {
    const stored = await storedGate(word, desk.store);
    const { gate } = stored;
    if (!gate) return await refuse(word, { step, no: stored.text === undefined ? noGate(word) : brokenGate }, desk);
    const task = await desk.store.task(gate.task);
    const now = desk.clock();
    if (gate.armed && gate.armed.userId !== word.person.userId) right ??= await mayPlay();
    const no = whyNot(gate, task, now) ?? whyNobody(gate, word, right);
    if (no) return await refuse(word, { step, no, gate }, desk);
    const after = disarmed(word, { gate, now, ...(task && { task }) });
    const writes = writesOf(word, { stored, after, ...(task && { task }), now }, desk);
    if (!(await isWritten(writes, tries, desk))) continue;
    return { gate: after, ...(isSent(task) && { late: "its play was sent already: that cannot be taken back" }) };
  }
  throw new StoreError("conflict", `the gate of job ${word.job} changed ${mostTries} times meanwhile`);
}

function whyNot({ armed, closed: end }: Gate, task: Task | undefined, now: Instant): WordRefused | undefined {
  if (task?.state === "done") return { refused: "alreadyPlayed", why: `it was played: ${task.reason ?? "done"}` };
  if (!armed) return { refused: "notArmed", why: end?.how === "disarmed" ? end.why : "nobody has armed it" };
  if (armed.until > now) return undefined;
  return { refused: "notArmed", why: `the arming of @${armed.username} ended at ${instantText(armed.until)}` };
}

function whyNobody({ armed }: Gate, { person }: Word, right: Right | undefined): WordRefused | undefined {
  if (armed?.userId === person.userId || right?.may) return undefined;
  return { refused: "noRight", why: right?.why ?? "only who armed it, or who may play it, can disarm it" };
}

/** Whether a call may have been sent. */
function isSent(task: Task | undefined): boolean {
  return task !== undefined && isOpen(task) && (task.state === "calling" || task.unsure === true);
}

/** The gate without its arming; closed where nothing else is known to want the play. */
function disarmed(
  { person, reason = "" }: Word,
  { gate, task, now }: { readonly gate: Gate; readonly task?: Task; readonly now: Instant },
): Gate {
  const { armed: _, ...rest } = gate;
  if (gate.closed || isSent(task) || (task && isWantedElse(task))) return rest;
  const why = `disarmed by @${person.username}${reason === "" ? "" : `: ${reason}`}`;
  return { ...rest, closed: { how: "disarmed", at: now, why, by: person } };
}

function isWantedElse({ wants }: Task): boolean {
  return wants.some((want) => !isArming(want));
}

function writesOf(
  word: Word,
  {
    stored,
    after,
    task,
    now,
  }: { readonly stored: StoredGate; readonly after: Gate; readonly task?: Task; readonly now: Instant },
  desk: DeedDesk,
): Write[] {
  const moved = task && movedTask(task, after, now);
  const end = movedEntry(task, moved, desk);
  return [
    { note: stored.key, value: gateText(after), seen: stored.text },
    ...(task && moved ? [{ put: moved, seen: task.version }] : []),
    { journal: entryOf(word, { step, gate: after }, desk) },
    ...(end ? [{ journal: end }] : []),
  ];
}

/** Closed, or without what was armed; a worker that has it looks again. */
function movedTask(task: Task, { closed: end }: Gate, now: Instant): Task | undefined {
  if (task.state !== "waiting") return poked(task);
  if (!isWantedElse(task)) return closed(task, end?.why ?? "it was disarmed", now) ?? woken(task, now);
  // What would be played may be another content without it: people see that soon.
  const looked = woken(task, now) ?? next(task, {});
  return { ...looked, wants: task.wants.filter((want) => !isArming(want)) };
}
