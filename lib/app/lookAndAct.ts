import type { GitLab } from "../core/gitlab.ts";
import type { Task } from "../core/task.ts";
import { stoppedBy, untilOpen } from "./brake.ts";
import { callOnce } from "./call.ts";
import { handOn } from "./gates/handOn.ts";
import { unlessOutdated } from "./gates/outdated.ts";
import { acted, type Decided, decide, type End, shotOf, unmarked } from "./look.ts";
import { mark } from "./mark.ts";
import type { Bound } from "./outage/bounds.ts";
import { unlessOutage } from "./outage/hold.ts";
import { remembered } from "./remembered.ts";
import type { Worker } from "./worker.ts";

/**
 * Looks at the live facts, settles what an earlier call did, lets the rules decide again, and acts once if they say yes
 * and no outage holds it back.
 *
 * @throws GitLabError when GitLab cannot be asked; then nothing was called
 */
export async function lookAndAct(held: Task, gitlab: GitLab, worker: Worker): Promise<End | "gone"> {
  const decided = await decide(held, { reads: remembered(gitlab.reads), began: worker.clock() }, worker);
  if ("ends" in decided) return decided.ends;
  const stop = await stoppedBy(worker.store, held, worker.clock);
  if (stop) return { ...decided.known, outcome: untilOpen(stop, worker) };
  return await unlessOutage(decided, worker, (bounds) => act(decided, { gitlab, bounds }, worker));
}

/** Marks it and calls once. */
async function act(
  decided: Decided,
  { gitlab, bounds }: { readonly gitlab: GitLab; readonly bounds: readonly Bound[] },
  worker: Worker,
): Promise<End | "gone"> {
  const marked = await mark({ ...decided.aim, bounds }, worker);
  if (marked === "gone") return "gone";
  if ("ends" in marked) return unmarked(decided, marked.ends);
  const called = await callOnce(shotOf(decided, marked.calling), gitlab, worker);
  await handOn(decided.aim.gate, worker);
  return acted(decided, await unlessOutdated(decided.aim, called, { ...worker, reads: gitlab.reads }));
}
