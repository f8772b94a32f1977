import { GitLabError, StoreError } from "../core/errors.ts";
import { joinKey } from "../core/key.ts";
import { backoffSeconds, mostTroubleSeconds } from "../core/outcome.ts";
import type { Task } from "../core/task.ts";
import { claim } from "./claim.ts";
import { type End, lookAndAct } from "./look.ts";
import { record } from "./record.ts";
import { sweep } from "./sweep.ts";
import { withRoom } from "./throttleRun.ts";
import type { Worker } from "./worker.ts";

/**
 * Performs one task that is due: claim, look, decide again on live facts, mark, call once, record.
 *
 * @param seen the task as the stream or the index showed it; it is only a hint
 * @returns the task as it is now, or `undefined` when there was nothing to do for this worker
 * @throws StoreError when the table cannot be reached; the task comes due again by itself
 */
export async function perform(seen: Task, worker: Worker): Promise<Task | undefined> {
  const held = await claim(worker.store, seen, {
    owner: worker.random(),
    leaseEnd: worker.leaseEnd(),
    now: worker.clock(),
  });
  if (!held) return undefined;
  const end = await run(held, worker);
  if (end === "gone") return undefined;
  const after = await record({ ...end, held }, worker);
  if (after) worker.log.info("task", { id: after.id, state: after.state, reason: after.reason, rev: after.rev });
  else worker.log.error("task not recorded", { id: held.id, outcome: end.outcome.kind });
  return after;
}

async function run(held: Task, worker: Worker): Promise<End | "gone"> {
  const settled = held.unsure !== true;
  if (!isItself(held)) {
    const reason = `its id is not that of the ${held.verb} of ${held.object} in project ${held.project.id}`;
    const remedy = "Somebody or something changed it in the table. Dismiss it; what is wanted is planned again.";
    return { outcome: { kind: "attention", reason, remedy }, settled, giveBack: false };
  }
  try {
    const gitlab = await worker.gitlab(held.source);
    if (!gitlab) {
      const reason = `the source ${held.source} is not configured any more`;
      const remedy = "Configure the source again and redrive the task, or dismiss it.";
      return { outcome: { kind: "attention", reason, remedy }, settled, giveBack: false };
    }
    const act = held.verb === "sweep" ? sweep : lookAndAct;
    return await withRoom(held, { gitlab, worker }, (metered) => act(held, metered, worker));
  } catch (error) {
    if (error instanceof StoreError) throw error;
    return uncalled(held, error, worker);
  }
}

/** Two tasks of one effect would both act: a task may only do what its id says. */
function isItself({ id, source, project, object, verb }: Task): boolean {
  const effect = joinKey(source, project.id, object, verb);
  return id === effect || id.startsWith(`${effect}/`);
}

/** What GitLab answers to a look for good: repeating it only makes sense a few times. */
const lasting: ReadonlySet<string> = new Set(["forbidden", "oddAnswer", "redirected"]);

/** A run that failed before it called: GitLab could not be asked, or the fault is ours. */
function uncalled(held: Task, error: unknown, worker: Worker): End {
  const isGitLabs = error instanceof GitLabError;
  const isTrouble = isGitLabs && !lasting.has(error.code);
  const pause = backoffSeconds(held.setbacks ?? 0, worker.luck(), isTrouble ? mostTroubleSeconds : undefined);
  const seconds = Math.max(pause, (isGitLabs ? error.retryAfterSeconds : undefined) ?? 0);
  const message = error instanceof Error ? error.message : String(error);
  if (!isGitLabs) worker.log.error("fault", { id: held.id, message });
  return {
    outcome: {
      kind: "again",
      at: worker.clock() + Math.round(seconds * 1000),
      why: isTrouble ? "trouble" : "setback",
      reason: isGitLabs ? `${message}. ${error.advice}` : `a fault of Penstock: ${message}`,
    },
    settled: held.unsure !== true,
    giveBack: false,
  };
}
