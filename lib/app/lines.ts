import { joinKey } from "../core/key.ts";
import type { Task } from "../core/task.ts";
import type { Lane } from "../core/throttleSizes.ts";
import type { Instant } from "../core/time.ts";
import { noShortage, type Shortage, shareOf } from "./shortage.ts";
import type { Ask, Closed, Room, Throttle } from "./throttle.ts";
import { askOf } from "./throttleNeeds.ts";
import type { Worker } from "./worker.ts";

/**
 * Who of one run waits for room in the rate budget. Where a lane is short, only one waits there, and what is behind it is
 * not taken yet: so it is decided whose turn it is when there is room, and nobody fills the lane with one project's tasks.
 */
export interface Lines {
  /** Whether a task of this lane may be taken now. */
  isFree(task: Task): boolean;
  /** Whether it may not because another one waits in front of it. */
  isHeld(task: Task): boolean;
  /** Until when the lane of a task has no room, as far as is known; 0: it may have. */
  closedUntil(task: Task): Instant;
  /** Tasks have come: whoever lets others go first, and still has some, goes on to do so. */
  came(tasks: readonly Task[]): void;
  /** Tasks were taken, to ask for room next; given back as they are. */
  begin(tasks: readonly Task[]): readonly Task[];
  /** The throttle that they shall ask. */
  throttleOf(tasks: readonly Task[]): Throttle;
  /** They are done with, whether they asked or not. */
  end(tasks: readonly Task[]): void;
  /** Resolves once somebody got room or none, or `ring` was called. */
  moved(): Promise<void>;
  ring(): void;
}

export interface LinesOptions {
  /** What is known of it already; it is kept up to date. */
  readonly shortage?: Shortage;
  /** For so long a project is left alone that had its turn in a short lane; 0: not at all. */
  readonly yieldMillis: number;
  /** Tasks of a lane are always taken one after the other. */
  readonly isCareful?: true;
  /** Tasks that are left alone where their lane is short. */
  readonly leaves?: (task: Task) => boolean;
  /** Whether who waits for room that comes within seconds may wait on. */
  readonly staysOn: () => boolean;
  /** Told of a task for which there was no room. */
  readonly refused?: (tasks: readonly Task[], room: Closed) => void;
}

interface Line {
  readonly key: string;
  /** Tasks that were taken, and have not got room yet. */
  readonly waiting: Set<string>;
  turn: Promise<unknown>;
  /** Somebody waits for room right now. */
  isBusy: boolean;
  last?: Closed;
}

/** For so long after somebody had to wait a lane counts as short, and its tasks are taken one after the other. */
const shortMillis = 10_000;
const carefulMillis = 60_000;

/** A lane without room is not asked again at once. */
const leastClosedMillis = 500;
/** Room that comes within this time is waited for; the throttle waits as long each time. */
export const soonMillis = 5_000;
const mostWaits = 24;

/** So many lanes are waited for at once: there must be hands left for those that have room. */
const mostInLine = 4;

export function openLines(
  { throttle, clock }: Pick<Worker, "throttle" | "clock">,
  { shortage = noShortage(), yieldMillis, isCareful, leaves, staysOn, refused }: LinesOptions,
): Lines {
  const { waitedAt, closed, yielding } = shortage;
  const lines = new Map<string, Line>();
  let bell = Promise.withResolvers<void>();
  let inLine = 0;

  function lineOf(source: string, lane: Lane): Line {
    const key = joinKey(source, lane);
    const line = lines.get(key) ?? { key, waiting: new Set(), turn: Promise.resolve(), isBusy: false };
    lines.set(key, line);
    return line;
  }

  const byVerb = new Map<string, Line>();
  function lineOfTask(task: Task): Line {
    const key = `${task.source} ${task.verb}`;
    const line = byVerb.get(key) ?? lineOf(task.source, askOf(task).lane);
    byVerb.set(key, line);
    return line;
  }

  const isUntil = (moments: ReadonlyMap<string, Instant>, key: string) => clock() < (moments.get(key) ?? 0);
  const sinceWait = ({ key }: Line) => clock() - (waitedAt.get(key) ?? Number.NEGATIVE_INFINITY);
  const isShort = (line: Line) => line.isBusy || sinceWait(line) < shortMillis;
  const isOneByOne = (line: Line) => isCareful === true || line.isBusy || sinceWait(line) < carefulMillis;
  const letsOthers = (task: Task) => leaves?.(task) === true || isUntil(yielding, shareOf(task));
  const isHeld = (line: Line) => line.waiting.size > 0 && isOneByOne(line);
  const found = ({ key }: Line) => void waitedAt.set(key, clock());

  function ring(): void {
    bell.resolve();
    bell = Promise.withResolvers();
  }

  function close(line: Line, room: Closed): Closed {
    line.last = room;
    closed.set(line.key, Math.max(room.closedUntil, clock() + leastClosedMillis));
    return room;
  }

  /** At once where there is room, else in line; who yields does not wait. */
  async function take(line: Line, task: Task, ask: Ask, patientUntil: Instant): Promise<Room | Closed> {
    if (!isShort(line)) {
      const room = await throttle.take(ask, clock());
      if (!("closedUntil" in room)) return room;
      found(line);
      if (isUntil(yielding, shareOf(task))) return room;
    }
    const mine = line.turn.then(() => wait(line, ask, patientUntil));
    line.turn = mine.catch(() => {});
    return await mine;
  }

  /** Who comes to the head of a line that was closed meanwhile hears the same as the one before. */
  async function wait(line: Line, ask: Ask, patientUntil: Instant): Promise<Room | Closed> {
    if (line.last && isUntil(closed, line.key)) return line.last;
    const room = await throttle.take(ask, clock());
    if (!("closedUntil" in room)) return room;
    found(line);
    if (inLine >= mostInLine) return close(line, room);
    inLine++;
    line.isBusy = true;
    try {
      return await waitOn(line, ask, patientUntil);
    } finally {
      inLine--;
      line.isBusy = false;
      found(line);
    }
  }

  async function waitOn(line: Line, ask: Ask, patientUntil: Instant): Promise<Room | Closed> {
    for (let waits = 1; ; waits++) {
      const room = await throttle.take(ask, patientUntil);
      if (!("closedUntil" in room)) return room;
      const isSoon = room.closedUntil <= Math.min(patientUntil, clock() + soonMillis);
      if (!isSoon || waits >= mostWaits || !staysOn()) return close(line, room);
    }
  }

  function leave(line: Line, [first]: readonly Task[]): void {
    if (!first || !line.waiting.delete(first.id)) return;
    if (isShort(line)) yielding.set(shareOf(first), clock() + yieldMillis);
    ring();
  }

  return {
    isFree(task) {
      const line = lineOfTask(task);
      return !isUntil(closed, line.key) && !isHeld(line) && !(isShort(line) && letsOthers(task));
    },
    isHeld: (task) => isHeld(lineOfTask(task)) && !letsOthers(task),
    closedUntil: (task) => closed.get(lineOfTask(task).key) ?? 0,
    came(tasks) {
      const shares = new Set(tasks.map(shareOf).filter((share) => isUntil(yielding, share)));
      for (const share of shares) yielding.set(share, clock() + yieldMillis);
    },
    begin(tasks) {
      const [first] = tasks;
      if (first) lineOfTask(first).waiting.add(first.id);
      return tasks;
    },
    throttleOf(tasks) {
      const [first] = tasks;
      return {
        noted: () => throttle.noted(),
        async take(ask, patientUntil) {
          const line = lineOf(ask.source, ask.lane);
          try {
            const room = first ? await take(line, first, ask, patientUntil) : await throttle.take(ask, patientUntil);
            if ("closedUntil" in room) refused?.(tasks, room);
            return room;
          } finally {
            leave(line, tasks);
          }
        },
      };
    },
    end(tasks) {
      const [first] = tasks;
      if (first) leave(lineOfTask(first), tasks);
    },
    moved: () => bell.promise,
    ring,
  };
}
