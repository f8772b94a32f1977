import type { GitLab, Reply } from "../../core/gitlab.ts";
import { backoffSeconds, type Outcome } from "../../core/outcome.ts";
import type { Task } from "../../core/task.ts";
import { stoppedBy, untilOpen } from "../brake.ts";
import { freshMillis, leaseEndOf, sent, sentAs } from "../call.ts";
import type { End } from "../look.ts";
import type { Worker } from "../worker.ts";
import { markWhole } from "./markWhole.ts";
import { whyNotWhole } from "./wholePlan.ts";

/** Whether a task is the delete of all that a project has, with one request. */
export function isWholeProject({ verb, object }: Pick<Task, "verb" | "object">): boolean {
  return verb === "deleteArtifacts" && object === "project";
}

const hourMillis = 3_600_000;

/**
 * Lets all artifacts of a project expire with one request, where a person has approved a plan that says so and nothing
 * speaks against it: see `whyNotWhole`. A call whose outcome is open is for a person to look at: GitLab does not tell.
 *
 * @throws GitLabError when GitLab cannot be asked; then nothing was called
 */
export async function deleteWholeProject(held: Task, gitlab: GitLab, worker: Worker): Promise<End | "gone"> {
  const known = { settled: true, giveBack: false };
  if (held.unsure) return { ...known, ...unsettled(held, worker) };
  const began = worker.clock();
  const why = await whyNotWhole(held, gitlab.reads, worker);
  if (why !== undefined) return { ...known, outcome: { kind: "refused", reason: `not all at once: ${why}` } };
  const marked = await markWhole(held, worker);
  if (marked === "gone") return "gone";
  if ("ends" in marked) return { ...known, outcome: marked.ends };
  const notNow = await whyNotNow(marked.calling, { began, worker });
  if (notNow) return { ...known, giveBack: true, isUnsent: true, outcome: notNow };
  const asked = worker.clock();
  const reply = await sent(() => gitlab.writes.deleteProjectArtifacts(held.project.id), worker, held);
  const answer = "status" in reply ? `${reply.status}` : reply.kind;
  return {
    ...known,
    call: `deleteArtifacts of project ${held.project.id}: ${answer}`,
    ...sentAs(reply, worker.clock() - asked),
    outcome: read(reply, held, worker),
  };
}

function unsettled({ project, settleAt }: Task, { clock }: Worker): Pick<End, "outcome" | "settled"> {
  const reason = `it could not be learnt whether GitLab was told that all artifacts of project ${project.id} expire`;
  if (settleAt !== undefined && clock() < settleAt)
    return { settled: false, outcome: { kind: "again", at: settleAt, why: "wait", reason } };
  const remedy =
    "Look at the project's artifacts in GitLab. Then dismiss the task, or redrive it to send it once more.";
  return { settled: true, outcome: { kind: "attention", reason, remedy } };
}

/** The same as of a single call: a switch that is open, a look that is fresh, enough of the lease. */
async function whyNotNow(
  task: Task,
  { began, worker }: { readonly began: number; readonly worker: Worker },
): Promise<Outcome | undefined> {
  const stop = await stoppedBy(worker.store, task, worker.clock);
  if (stop) return untilOpen(stop, worker);
  const now = worker.clock();
  const late = (reason: string): Outcome => ({ kind: "again", at: now + 5_000, why: "wait", reason });
  if (now - began > freshMillis) return late("the look has aged before the call");
  return now + worker.callTimeoutSeconds * 1000 > leaseEndOf(task, worker)
    ? late("its time was over before the call")
    : undefined;
}

function read(reply: Reply, held: Task, { clock, luck }: Worker): Outcome {
  const pause = Math.round(backoffSeconds(held.setbacks ?? 0, luck()) * 1000);
  if (reply.kind === "accepted") {
    const reason = `GitLab lets all artifacts of project ${held.project.id} expire now, and deletes them itself`;
    return { kind: "done", reason };
  }
  const reason = reply.message;
  if (reply.kind === "unknown") return { kind: "unknown", reason };
  if (reply.kind === "notSent") return { kind: "again", at: clock() + pause, why: "setback", reason };
  if (reply.status === 409) return { kind: "again", at: clock() + hourMillis, why: "setback", reason };
  if (reply.status !== 429 && reply.status !== 401) return { kind: "refused", reason };
  const wait = Math.max(pause, (reply.retryAfterSeconds ?? 60) * 1000);
  return { kind: "again", at: clock() + wait, why: "setback", reason };
}
