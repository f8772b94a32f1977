import type { Facts } from "../core/event.ts";
import { type Hold, holdOfKeep, holdScope, readHold } from "../core/hold.ts";
import { keptKey, keptScope, readKeep } from "../core/keep.ts";
import type { LedgerKey } from "../core/key.ts";
import type { Outcome } from "../core/outcome.ts";
import type { Store } from "../core/ports.ts";
import type { Task } from "../core/task.ts";

type Place = Pick<Task, "source" | "project" | "object">;

/** Where a hold or a keep may stand that protects what a job left behind. */
export function holdKeys({ source, project, object }: Place, { pipelineId }: Pick<Facts["job"], "pipelineId">) {
  const pipeline = pipelineId === undefined ? [] : [`pipeline:${pipelineId}`];
  const held = [object, "project", ...pipeline].map((key) => ({ scope: holdScope(source, project.id), key }));
  const kept = [object, ...pipeline].map((on) => keptKey({ source, project: project.id, on }));
  return [...held, ...kept] satisfies LedgerKey[];
}

/** The hold that stands on a job, if any does: one look at the ledger, which the mark's transaction asks once more. */
export async function holdOn(
  task: Place,
  job: Pick<Facts["job"], "pipelineId">,
  store: Pick<Store, "note">,
): Promise<Hold | undefined> {
  const keys = holdKeys(task, job);
  const texts = await Promise.all(keys.map((key) => store.note(key)));
  const [found] = keys.flatMap((key, at) => {
    const text = texts[at];
    return text === undefined ? [] : [holdAt(task, key, text)];
  });
  return found;
}

/** The hold that an item is, a person's or a keep's. */
export function holdAt({ source, project: { id } }: Place, { scope, key }: LedgerKey, text: string): Hold {
  return scope === keptScope(source, id) ? holdOfKeep(readKeep(id, key, text)) : readHold(id, key, text);
}

/** How the run of a delete ends that a hold stands against. */
export function whyHeld({ on, by, who, reason }: Hold): Outcome {
  const what = by === "person" ? `a hold on ${on}` : `the keep of ${on}`;
  const whose = by === "release" ? `release ${who}` : who;
  return { kind: "skipped", reason: `${what} protects the artifacts (${whose}: ${reason})` };
}
