import { jobAsDeployed, standOf } from "../../core/deployment.ts";
import type { Facts } from "../../core/event.ts";
import type { GitLabReads } from "../../core/gitlab.ts";
import type { Looked } from "../../core/looked.ts";

/** Where the job's deployment stands; unknown where it cannot be found, and where GitLab has a word that we do not know. */
export async function lookAtDeployment({ project, job, looked }: Facts, reads: GitLabReads): Promise<Looked> {
  const environment = job.environment === undefined ? looked?.environment : job.environment;
  if (environment === null) return { deployment: null };
  const found = await reads.deploymentOf(project.id, jobAsDeployed({ ...job, ...(environment && { environment }) }));
  const deployment = found && standOf(found);
  return deployment === undefined ? {} : { deployment };
}
