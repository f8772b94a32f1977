import { joinKey } from "../core/key.ts";
import type { Task } from "../core/task.ts";
import { type Lane, lanes } from "../core/throttleSizes.ts";
import type { Instant } from "../core/time.ts";
import { takeNext } from "./batch/group.ts";
import { askOf } from "./throttleNeeds.ts";

/** What is overdue for longer is old: then what came due last matters most. */
const oldMillis = 3_600_000;

/** Tasks that wait for their turn. */
export interface Turns {
  /** Puts tasks in the place of those that were there. `from` (0 to 1): begins somewhere else, so that two seldom meet. */
  set(tasks: readonly Task[], at: { readonly now: Instant; readonly from?: number }): void;
  /**
   * Takes the next one, and with a delete those that may go with it: the most urgent lane first, in a lane each project in
   * its turn, of a project what is overdue by less than an hour earliest first, and behind that the newest first.
   *
   * @param isFree whether a task's lane may be taken from now
   * @param apart the sources whose GitLab deletes job by job
   */
  take(isFree: (task: Task) => boolean, apart: ReadonlySet<string>): readonly Task[];
  /** Takes tasks of one project back that were taken: it is their turn again. */
  putBack(tasks: readonly Task[]): void;
  /** The next task of each project in each lane. */
  heads(): readonly Task[];
  readonly size: number;
}

/** One project's tasks of one lane. */
interface Share {
  readonly project: string;
  readonly tasks: Task[];
}

export function createTurns(): Turns {
  const rings = new Map<Lane, Share[]>(lanes.map((lane) => [lane, []]));
  const servedAt = new Map<string, number>();
  let turn = 0;

  function shareOf(task: Task): Share {
    const ring = rings.get(laneOf(task)) ?? [];
    const project = joinKey(task.source, task.project.id);
    const found = ring.find((share) => share.project === project);
    if (found) return found;
    const fresh = { project, tasks: [] };
    ring.unshift(fresh);
    return fresh;
  }

  /** Those whose last turn is longest ago come first; who never had one, before them. */
  function ringOf(lane: Lane, tasks: readonly Task[], { now, from = 0 }: { now: Instant; from?: number }): Share[] {
    const byProject = Map.groupBy(tasks, ({ source, project }) => joinKey(source, project.id));
    const shares = Array.from(byProject, ([project, own]) => ({ project, tasks: turned(inOrder(own, now), from) }));
    const served = ({ project }: Share) => servedAt.get(`${lane} ${project}`) ?? 0;
    return turned(
      shares.sort((one, other) => served(one) - served(other)),
      from,
    );
  }

  return {
    set(tasks, at) {
      const byLane = Map.groupBy(tasks, laneOf);
      for (const lane of lanes) rings.set(lane, ringOf(lane, byLane.get(lane) ?? [], at));
    },
    take(isFree, apart) {
      for (const [lane, ring] of rings) {
        const at = ring.findIndex(({ tasks: [first] }) => first && isFree(first));
        const [share] = at < 0 ? [] : ring.splice(at, 1);
        if (!share) continue;
        servedAt.set(`${lane} ${share.project}`, ++turn);
        const taken = takeNext(share.tasks, apart);
        if (share.tasks.length > 0) ring.push(share);
        return taken;
      }
      return [];
    },
    putBack(tasks) {
      const [first] = tasks;
      if (first) shareOf(first).tasks.unshift(...tasks);
    },
    heads: () => [...rings.values()].flatMap((ring) => ring.flatMap(({ tasks }) => tasks.slice(0, 1))),
    get size() {
      return [...rings.values()].flat().reduce((all, { tasks }) => all + tasks.length, 0);
    },
  };
}

export function laneOf(task: Task): Lane {
  return askOf(task).lane;
}

function inOrder(tasks: readonly Task[], now: Instant): Task[] {
  const dueOf = ({ due = now }: Task) => due;
  const [fresh, old] = [tasks.filter((task) => !isOld(task, now)), tasks.filter((task) => isOld(task, now))];
  return [
    ...fresh.sort((one, other) => dueOf(one) - dueOf(other)),
    ...old.sort((one, other) => dueOf(other) - dueOf(one)),
  ];
}

export function isOld({ due = 0 }: Task, now: Instant): boolean {
  return now - due >= oldMillis;
}

/** The list from somewhere in the middle on, the rest behind. */
function turned<T>(list: readonly T[], from: number): T[] {
  const at = Math.floor(from * list.length);
  return [...list.slice(at), ...list.slice(0, at)];
}
