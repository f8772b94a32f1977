import { StoreError } from "../../core/errors.ts";
import { entryId } from "../../core/journal.ts";
import type { Outcome } from "../../core/outcome.ts";
import type { Write } from "../../core/ports.ts";
import type { Task } from "../../core/task.ts";
import type { Worker } from "../worker.ts";
import { type GateChange, gateWrite } from "./stand.ts";

/**
 * Writes down what a look found at a gate, so that people see it, and with it what they are told. Where somebody spoke
 * meanwhile nothing is written.
 *
 * @returns how the run ends where something else was said meanwhile; `undefined`: it is noted
 * @throws StoreError when the table cannot be written
 */
export async function notedGate(
  change: GateChange,
  task: Task,
  { store, clock, random }: Pick<Worker, "store" | "clock" | "random">,
): Promise<Outcome | undefined> {
  try {
    if ((await store.commit([gateWrite(change), ...tellsOf(change, task, { clock, random })])) === "written")
      return undefined;
  } catch (error) {
    if (!(error instanceof StoreError) || error.code === "unavailable" || error.code === "tooLarge") throw error;
  }
  return { kind: "again", at: clock(), why: "wait", reason: "somebody spoke at its gate meanwhile" };
}

/** In the item's own transaction: what is told is told once. */
function tellsOf(
  { gate, texts = [] }: GateChange,
  task: Task,
  { clock, random }: Pick<Worker, "clock" | "random">,
): Write[] {
  if (texts.length === 0) return [];
  const at = clock();
  const head = { id: entryId(at, random()), at, source: task.source, projectId: task.project.id };
  const entry = {
    kind: "task" as const,
    ...head,
    ...(gate.path !== undefined && { projectPath: gate.path }),
    task: task.id,
    job: task.object,
    rules: gate.rules,
    verb: task.verb,
    state: task.state,
    reason: gate.waitsFor,
    texts,
  };
  return [{ journal: entry }];
}
