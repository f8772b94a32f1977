import { jobIdOf, type Task } from "../../core/task.ts";

/** The most deletes that are performed together. */
const mostTogether = 100;

/** Whoever was put off so often in a row because something went wrong goes alone. */
const mostSetbacks = 3;

/**
 * Takes the next task out of a queue, and with a delete all others of its project that may be performed together with it, at
 * most 100.
 *
 * @param apart the sources whose GitLab deletes job by job
 */
export function takeNext(queue: Task[], apart: ReadonlySet<string>): readonly Task[] {
  const first = queue.shift();
  if (!first || !mayGoTogether(first) || apart.has(first.source)) return first ? [first] : [];
  const group = [first];
  const others: Task[] = [];
  for (const task of queue) (group.length < mostTogether && isOfGroup(task, group) ? group : others).push(task);
  queue.splice(0, queue.length, ...others);
  return group;
}

function mayGoTogether({ verb, object, setbacks = 0 }: Task): boolean {
  return verb === "deleteArtifacts" && jobIdOf({ object }) !== undefined && setbacks < mostSetbacks;
}

/** The stream may show a task twice, and a job may have two deletes: each goes in a group of its own. */
function isOfGroup(task: Task, group: readonly Task[]): boolean {
  const [first] = group;
  const isOurs = task.source === first?.source && task.project.id === first.project.id && mayGoTogether(task);
  return isOurs && group.every(({ object }) => object !== task.object);
}
