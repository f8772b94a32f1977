import { approveDeployment, listDeployments, showDeployment } from "../deployments.ts";
import { deployment, project, type Route } from "../route.ts";
import { inReadableProject } from "../within.ts";

/** Deployments, and the approvals that some wait for. */
export const deploymentRoutes: readonly Route[] = [
  ["GET", `${project}/deployments`, inReadableProject(listDeployments)],
  ["GET", deployment, inReadableProject(showDeployment)],
  ["POST", `${deployment}/approval`, inReadableProject(approveDeployment)],
];
