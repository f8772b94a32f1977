import type { Approval } from "../state/environment.ts";
import type { Deployment } from "../state/graph.ts";
import type { Person } from "../state/person.ts";
import { tell, type World } from "../state/world.ts";
import { waitsForApproval } from "./deployment.ts";
import { dropJob } from "./drop.ts";
import { mayDeploy, protectionOf } from "./environment.ts";
import type { Refusal } from "./refusal.ts";

// Source: docs.gitlab.com/ci/environments/deployment_approvals and GitLab's approval service (read 2026-11).

/** What one person says to a deployment. */
export interface Opinion {
  readonly deployment: Deployment;
  readonly person: Person;
  readonly status: Approval["status"];
  readonly comment?: string | null;
}

/**
 * Takes somebody's approval or rejection. With all approvals the job may be played, but nobody plays it; rejected it
 * fails for good. Who has spoken already may change their mind.
 */
export function giveApproval(world: World, opinion: Opinion): Approval | Refusal {
  const wrong = whatIsWrong(world, opinion);
  if (wrong !== undefined) return { refused: 400, message: wrong };
  const { deployment, person, status, comment = null } = opinion;
  const { approvals, job } = deployment;
  const before = approvals.findIndex((one) => one.person === person);
  if (approvals[before]?.status === status) return approvals[before];
  const approval: Approval = { id: world.ids.next("approval"), person, status, comment, at: world.clock() };
  approvals.splice(before < 0 ? approvals.length : before, 1, approval);
  tell(world, { kind: "deployment", deployment, approval });
  if (status === "rejected") dropJob(world, job, { reason: "deployment_rejected" });
  return approval;
}

/** In GitLab's words and in its order. */
function whatIsWrong(world: World, { deployment, person, status }: Opinion): string | undefined {
  const { environment, job } = deployment;
  if (!protectionOf(world, job.pipeline.project, environment.name)) return "This environment is not protected.";
  if (status === "approved" && deployment.person === person)
    return "You cannot approve your own deployment. This configuration can be adjusted in the protected environment settings.";
  if (deployment.requiredApprovals === 0) return "Deployment approvals is not configured for this environment.";
  if (!waitsForApproval(job)) return "This deployment is not waiting for approvals.";
  return mayDeploy(world, person, job)
    ? undefined
    : "You don't have permission to approve this deployment. Contact the project or group owner for help.";
}
