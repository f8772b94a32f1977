import type { Event } from "../../core/event.ts";
import type { TaskStep } from "../../core/journal.ts";
import type { Instant } from "../../core/time.ts";
import type { ActiveRules } from "../activeRules.ts";
import type { PlanDesk } from "../plan.ts";
import { type KeepReview, planReview } from "./planReview.ts";

const endedStatuses: ReadonlySet<string> = new Set(["success", "failed", "canceled"]);
const deleting: ReadonlySet<string> = new Set(["deleteArtifacts", "erase"]);
const allKinds = ["job", "pipeline", "schedule", "command", "deployment"];

/**
 * Plans a review of what is kept where an event calls for one: a release was made, changed or deleted, a tag was deleted, a
 * tag's pipeline came to its end, which no hook tells the children of. Only where rules keep or delete something there.
 *
 * @throws StoreError when the table cannot be written
 */
export async function reviewHeard(
  event: Event,
  active: ActiveRules,
  { desk, now }: { readonly desk: PlanDesk; readonly now: Instant },
): Promise<readonly TaskStep[]> {
  const about = aboutOf(event);
  if (!about || !("project" in event)) return [];
  const { source, project, id: cause } = event;
  const isMeant = (action: string) => action === "keep" || ("ref" in about && deleting.has(action));
  if (!hasRule(active, (rule) => isMeant(rule.rule.do.action) && rule.concernsProject(project) !== "no")) return [];
  return [await planReview(desk, { source, project, cause, about }, now)];
}

function aboutOf(event: Event): KeepReview["about"] {
  switch (event.kind) {
    case "release":
      return { ref: event.release.tag };
    case "tagPush":
      return event.tagPush.isDeleted === true ? { ref: event.tagPush.tag } : undefined;
    case "pipeline": {
      const { id, tag, status = "" } = event.pipeline;
      return tag === true && endedStatuses.has(status) ? { pipelineId: id } : undefined;
    }
    default:
      return undefined;
  }
}

type Rule = ActiveRules["rules"][number];

function hasRule(active: ActiveRules, isMeant: (rule: Rule) => boolean): boolean {
  for (const rule of active.ofKinds(allKinds)) if (rule.rule.mode !== "off" && isMeant(rule)) return true;
  return false;
}
