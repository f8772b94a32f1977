import type { Store, Write } from "../../../lib/core/ports.ts";
import { isOpen, type Task, type TaskVerb } from "../../../lib/core/task.ts";
import type { Instant } from "../../../lib/core/time.ts";
import { createMemoryStore } from "../../../lib/store/memory.ts";
import { heapMegabytes } from "./heap.ts";

/** A delete that was done: in which project, and when its quarantine was over. */
export interface DoneDelete {
  readonly project: number;
  readonly due: Instant;
}

/** The in-memory store, and what is counted of it for whoever watches. */
export interface CountedStore extends Store {
  /** How many tasks of a verb are open. */
  open(verb: TaskVerb): Promise<number>;
  /** When the first task comes due, whenever that is. */
  firstDue(): Promise<Instant | undefined>;
  /** How many writes were asked for; a transaction counts one. */
  writes(): Promise<number>;
  /** How tasks of a verb ended, by their states. */
  ends(verb: TaskVerb): Promise<Readonly<Record<string, number>>>;
  deletes(): Promise<readonly DoneDelete[]>;
  /** Megabytes that its tables take, after a collection. */
  heap(): Promise<number>;
}

export function countedStore(): CountedStore {
  const store = createMemoryStore();
  const openIds = new Map<TaskVerb, Set<string>>();
  const ends = new Map<string, number>();
  const dues = new Map<string, Instant>();
  const done: DoneDelete[] = [];
  const see = (write: Write) => {
    if (!("put" in write)) return;
    const { put } = write;
    const ids = openIds.get(put.verb) ?? new Set();
    openIds.set(put.verb, ids);
    if (put.verb === "deleteArtifacts" && write.seen === "absent") dues.set(put.id, put.due ?? 0);
    if (isOpen(put)) ids.add(put.id);
    else if (ids.delete(put.id)) ended(put);
  };
  const ended = ({ id, verb, state, project }: Task) => {
    ends.set(`${verb} ${state}`, (ends.get(`${verb} ${state}`) ?? 0) + 1);
    if (verb === "deleteArtifacts" && state === "done") done.push({ project: project.id, due: dues.get(id) ?? 0 });
    dues.delete(id);
  };
  return {
    ...store,
    async commit(writes) {
      const committed = await store.commit(writes);
      if (committed === "written") writes.forEach(see);
      return committed;
    },
    open: async (verb) => openIds.get(verb)?.size ?? 0,
    firstDue: async () => (await store.dueTasks(Number.POSITIVE_INFINITY, 1))[0]?.due,
    writes: async () => store.writes,
    ends: async (verb) =>
      Object.fromEntries([...ends].flatMap(([key, count]) => (key.startsWith(`${verb} `) ? [[key, count]] : []))),
    deletes: async () => done,
    heap: async () => heapMegabytes(),
  };
}
