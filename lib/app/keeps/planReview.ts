import type { Project } from "../../core/event.ts";
import type { TaskStep } from "../../core/journal.ts";
import { sweepMark } from "../../core/sweep.ts";
import type { Task } from "../../core/task.ts";
import type { Instant } from "../../core/time.ts";
import { type PlanDesk, plan } from "../plan.ts";

/** A look at what a project keeps: at one pipeline of a tag with its children, at what is kept for one tag, or at all of it. */
export interface KeepReview {
  readonly source: string;
  readonly project: Project;
  /** What it is planned for: a delivery's id, or a day. The same cause plans a review once. */
  readonly cause: string;
  /** Which part; missing: all that is kept. */
  readonly about?: { readonly pipelineId: number } | { readonly ref: string };
}

/** No rule wants a review: it is the ledger's own. No rule's id begins with a colon. */
const wantedBy = ":keeps";

/** Plans a review of what is kept. It looks, enters keeps and plans what rules want kept; it deletes nothing. */
export async function planReview(
  desk: PlanDesk,
  { source, project, cause, about }: KeepReview,
  now: Instant,
): Promise<TaskStep> {
  const cycle = about && "pipelineId" in about ? `${cause} ${about.pipelineId}` : cause;
  const intent = {
    effect: { source, project, verb: "sweep" as const, mark: sweepMark({ kind: "keeps", cycle }) },
    want: { rule: wantedBy, action: "sweep", params: {}, event: cause },
    due: now,
    ...(about && { about }),
  };
  const { task, step } = await plan(desk, intent, { heardAt: now, now });
  return { id: task.id, step };
}

/** What a review was planned for. */
export function causeOf({ wants }: Task): string {
  return wants[0]?.event ?? "";
}
