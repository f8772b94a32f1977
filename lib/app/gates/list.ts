import { type Gate, gatesScope, readGate } from "../../core/gate.ts";
import type { Store } from "../../core/ports.ts";
import { isOpen, type Task } from "../../core/task.ts";
import { someAtOnce } from "../someAtOnce.ts";

/** How a gate stands, by its item and its task. */
export interface GateStanding {
  readonly gate: Gate;
  readonly state: "open" | "closed";
  /** Why nobody waits there any more: `played`; what closed it; or `ended`: its task ended some other way, or is forgotten. */
  readonly how?: "played" | "ended" | NonNullable<Gate["closed"]>["how"];
  readonly why?: string;
  readonly task?: Task;
}

export const gateStates = ["open", "closed", "all"] as const;

/** Which gates a person asks for. */
export interface GateWish {
  readonly source: string;
  /** GitLab's number; missing: all. */
  readonly project?: number;
  readonly state: (typeof gateStates)[number];
}

const tasksAtOnce = 10;

/**
 * A source's gates, those that wait longest first. What this version cannot read is left out, and counted.
 *
 * @throws StoreError when the tables cannot be read
 */
export async function listGates(
  { source, project, state }: GateWish,
  store: Pick<Store, "notes" | "task">,
): Promise<{ readonly gates: readonly GateStanding[]; readonly unread: number }> {
  const notes = await store.notes(gatesScope(source));
  const read = notes.flatMap(({ value }) => readGate(value) ?? []);
  const meant = read.filter((gate) => project === undefined || gate.project === project);
  const tasks = await someAtOnce(meant, tasksAtOnce, ({ task }) => store.task(task));
  const gates = meant
    .map((gate, at) => standingOf(gate, tasks[at]))
    .filter((one) => state === "all" || one.state === state)
    .toSorted((one, other) => one.gate.openedAt - other.gate.openedAt || one.gate.job - other.gate.job);
  return { gates, unread: notes.length - read.length };
}

/** How a gate stands; one whose task somebody else closed waits for nobody, whatever its item says. */
export function standingOf(gate: Gate, task: Task | undefined): GateStanding {
  const known = { gate, ...(task && { task }) };
  if (task?.state === "done")
    return { ...known, state: "closed", how: "played", ...(task.reason !== undefined && { why: task.reason }) };
  if (gate.closed) return { ...known, state: "closed", how: gate.closed.how, why: gate.closed.why };
  if (!task) return { ...known, state: "closed", how: "ended", why: "its task is forgotten" };
  if (isOpen(task)) return { ...known, state: "open" };
  return { ...known, state: "closed", how: "ended", why: `${task.state}: ${task.reason ?? "its task ended"}` };
}
