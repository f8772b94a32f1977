import { joinKey } from "../core/key.ts";
import type { Without } from "../core/ports.ts";
import type { Task, TaskVerb } from "../core/task.ts";
import type { Instant } from "../core/time.ts";
import { askOf } from "./throttleNeeds.ts";
import { isOld, laneOf } from "./turns.ts";

/** What was read of what is due. */
export interface Known {
  /** The earliest of all, what came due last, and what was found of those whom both hide. */
  readonly earliest: readonly Task[];
  readonly newest: readonly Task[];
  readonly hidden: readonly Task[];
}

/** A project with so many tasks of a lane is passed over in the search for what it hides. */
const manyOfOne = 50;

const verbs = Object.keys({
  ...{ keep: 0, play: 0, retry: 0, cancel: 0, notify: 0, deleteArtifacts: 0, erase: 0, sweep: 0 },
} satisfies Record<TaskVerb, 0>) as readonly TaskVerb[];

/**
 * The tasks that take turns. Of a project's tasks of a lane those of one reading: of the earliest, unless all of them are
 * old and others are known that came due later.
 */
export function inPlay({ earliest, newest, hidden }: Known, now: Instant): readonly Task[] {
  const first = Map.groupBy(earliest, groupOf);
  const later = Map.groupBy(byId([...hidden, ...newest]), groupOf);
  for (const [group, tasks] of first) {
    const others = later.get(group);
    if (!others || !tasks.every((task) => isOld(task, now))) later.set(group, tasks);
    else if (others.every(({ id }) => tasks.some((task) => task.id === id))) later.set(group, tasks);
  }
  return [...later.values()].flat();
}

/** What hides others: the tasks of a project and lane of which there are many, and those of a closed lane. */
export function hiding(tasks: readonly Task[], isClosed: (task: Task) => boolean): readonly Without[] {
  const found = [...Map.groupBy(tasks, groupOf).values()].flatMap((group) => {
    const [first] = group;
    if (!first || (group.length < manyOfOne && !isClosed(first))) return [];
    const { source, project } = first;
    const ids = `${isClosed(first) ? joinKey(source) : joinKey(source, project.id)}/`;
    const lane = laneOf(first);
    return [{ ids, verbs: verbs.filter((verb) => askOf({ source, verb }).lane === lane) }];
  });
  return [...new Map(found.map((one) => [joinKey(one.ids, ...one.verbs), one])).values()];
}

function groupOf(task: Task): string {
  return joinKey(task.source, task.project.id, laneOf(task));
}

function byId(tasks: readonly Task[]): readonly Task[] {
  return [...new Map(tasks.map((task) => [task.id, task])).values()];
}
