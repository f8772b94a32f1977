import { StoreError } from "../../core/errors.ts";
import { type Gate, gateText, type Person } from "../../core/gate.ts";
import { type ByHandEntry, entryId, type handSteps } from "../../core/journal.ts";
import type { Write } from "../../core/ports.ts";
import type { Task } from "../../core/task.ts";
import type { Instant } from "../../core/time.ts";
import { closed, revived, woken } from "../../core/transitions.ts";
import type { Voice } from "../../core/voice.ts";
import type { DeedDesk } from "../byHand.ts";
import { hurried } from "./hurried.ts";
import { movedEntry } from "./movedEntry.ts";
import { storedGate } from "./stored.ts";

/** What a person says at a gate, and whom AWS and GitLab know them as. */
export interface Word {
  readonly source: string;
  /** GitLab's number. */
  readonly project: number;
  /** The job's id. */
  readonly job: number;
  readonly person: Person;
  readonly from: Voice;
  /** The ARN of an IAM principal; `local` on one machine. */
  readonly who: string;
  readonly reason?: string;
}

/** A no that people hear: in a word for programs, and in a sentence. */
export interface WordRefused {
  readonly refused:
    | "noGate"
    | "gateClosed"
    | "otherContent"
    | "ownWork"
    | "noRight"
    | "noReason"
    | "alreadyPlayed"
    | "brokenGate"
    | "nothingToSay"
    | "armedAlready"
    | "notArmed"
    | "noRule";
  readonly why: string;
  /** What the gate says is out of date: somebody looks at its task at once. */
  readonly isOutdated?: true;
}

/** One thing that can be said at a gate. */
export interface Step {
  readonly name: (typeof handSteps)[number];
  /** The gate once it is said, the same one where nothing changes; or why it cannot be. `now` is when it is written. */
  readonly after: (gate: Gate, now: Instant, task: Task | undefined) => Gate | WordRefused;
  /**
   * What it means for the task: somebody looks at once, also where it had ended without an effect; or it is closed if no
   * worker has it (and looked at if one has).
   */
  readonly task: "wake" | "close" | "leave";
}

export type Spoke = { readonly gate: Gate } | WordRefused;

const mostTries = 6;

/**
 * Says something at a gate: its item, the task and the journal are written together. A no is journalled too.
 *
 * @throws StoreError when the tables cannot be read or written; saying it again is safe
 */
export async function speak(word: Word, step: Step, desk: DeedDesk): Promise<Spoke> {
  for (let tries = 0; tries < mostTries; tries++) {
    const stored = await storedGate(word, desk.store);
    if (stored.text === undefined) return await refuse(word, { step, no: noGate(word) }, desk);
    if (!stored.gate) return await refuse(word, { step, no: brokenGate }, desk);
    const now = desk.clock();
    const task = await desk.store.task(stored.gate.task);
    const after = step.after(stored.gate, now, task);
    if ("refused" in after) return await refuse(word, { step, no: after, gate: stored.gate }, desk);
    if (after === stored.gate) return { gate: after };
    const moved = task && movedTask(task, { step, gate: after, now });
    const told = movedEntry(task, moved, desk);
    const writes: Write[] = [
      { note: stored.key, value: gateText(after), seen: stored.text },
      ...(task && moved ? [{ put: moved, seen: task.version }] : []),
      { journal: entryOf(word, { step, gate: after }, desk) },
      ...(told ? [{ journal: told }] : []),
    ];
    if (await isWritten(writes, tries, desk)) return { gate: after };
  }
  throw new StoreError("conflict", `the gate of job ${word.job} changed ${mostTries} times meanwhile`);
}

/** A no to a word, and what is known of the gate. */
export interface Refused {
  readonly step: Pick<Step, "name">;
  readonly no: WordRefused;
  readonly gate?: Gate;
}

/** Writes down that a word was refused. @throws StoreError */
export async function refuse(word: Word, refused: Refused, desk: DeedDesk): Promise<WordRefused> {
  const { no, gate } = refused;
  const journal = { ...entryOf(word, refused, desk), refused: no.why };
  const task = no.isOutdated && gate ? await desk.store.task(gate.task) : undefined;
  const moved = task && woken(task, desk.clock());
  const looks = task && moved ? [{ put: moved, seen: task.version }] : [];
  // Where the task changed meanwhile, somebody looks at it anyway.
  if (looks.length === 0 || !(await isWritten([...looks, { journal }], 0, desk)))
    await desk.store.commit([{ journal }]);
  return no;
}

export function noGate({ project, job }: Word): WordRefused {
  return { refused: "noGate", why: `no gate waits at job ${job} of project ${project}` };
}

export const brokenGate: WordRefused = {
  refused: "brokenGate",
  why: "what is noted of the gate cannot be read by this version",
};

function movedTask(
  task: Task,
  { step, gate, now }: { readonly step: Step; readonly gate: Gate; readonly now: Instant },
): Task | undefined {
  if (step.task === "leave") return undefined;
  if (step.task === "wake") return woken(task, now) ?? hurried(task, now) ?? lookedAtAgain(task, now);
  return closed(task, gate.closed?.why ?? "nobody waits for it any more", now) ?? woken(task, now);
}

/** A task that ended without an effect, and waits again for what rules wanted of it. */
function lookedAtAgain(task: Task, now: Instant): Task | undefined {
  const want = task.wants.findLast(({ given }) => given === undefined) ?? task.wants.at(-1);
  return want && revived(task, { want }, now, now);
}

/** Whether the writes stand; somebody else's at the same moment is given way to. @throws StoreError */
export async function isWritten(
  writes: readonly Write[],
  tries: number,
  { store, giveWay }: DeedDesk,
): Promise<boolean> {
  try {
    return (await store.commit(writes)) === "written";
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== "conflict") throw error;
    await giveWay(tries);
    return false;
  }
}

/** What the journal says of a word. */
export function entryOf(
  { source, project, job, person, from, who, reason = "" }: Word,
  { step, gate }: Pick<Refused, "step" | "gate">,
  { clock, random }: DeedDesk,
): ByHandEntry {
  const at = clock();
  return {
    kind: "byHand",
    id: entryId(at, random()),
    at,
    source,
    projectId: project,
    ...(gate?.path !== undefined && { projectPath: gate.path }),
    step: step.name,
    what: gate?.task ?? `gate:${job}`,
    job: `job:${job}`,
    who,
    person,
    from,
    ...(gate && { digest: gate.digest }),
    reason,
  };
}
