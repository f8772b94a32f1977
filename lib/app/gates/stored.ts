import { type Gate, gateKey, gatesScope, readGate } from "../../core/gate.ts";
import type { LedgerKey } from "../../core/key.ts";
import type { Store } from "../../core/ports.ts";
import { jobIdOf, type Task } from "../../core/task.ts";

/** A gate as the ledger has it. */
export interface StoredGate {
  readonly key: LedgerKey;
  /** Missing: there is none. */
  readonly text?: string;
  /** Missing where there is none, and where its text says nothing that this version knows. */
  readonly gate?: Gate;
}

/** A job's gate, read consistently. @throws StoreError */
export async function storedGate(
  { source, project, job }: { readonly source: string; readonly project: number; readonly job: number },
  store: Pick<Store, "note">,
): Promise<StoredGate> {
  const key = gateKey(source, project, job);
  const text = await store.note(key);
  const gate = text === undefined ? undefined : readGate(text);
  return { key, ...(text !== undefined && { text }), ...(gate && { gate }) };
}

/** All gates of a source that this version can read, read consistently. @throws StoreError */
export async function gatesOf(source: string, store: Pick<Store, "notes">): Promise<readonly Gate[]> {
  const notes = await store.notes(gatesScope(source));
  return notes.flatMap(({ value }) => readGate(value) ?? []);
}

/** The gate that a task may stand at; `undefined` for what is no play. @throws StoreError */
export async function gateOf(task: Task, store: Pick<Store, "note">): Promise<StoredGate | undefined> {
  const job = jobIdOf(task);
  if (task.verb !== "play" || job === undefined) return undefined;
  return await storedGate({ source: task.source, project: task.project.id, job }, store);
}
