import type { FurtherReads } from "../core/gitlab.ts";
import { DeploymentAnswer } from "./answers/deployment.ts";
import { askPage, reader } from "./http/ask.ts";
import type { Http } from "./http/http.ts";
import { encodedValue, projectPath } from "./place.ts";

/**
 * Looks at what was deployed last. Where GitLab hides deployments it says so, and the look throws.
 * Source: docs.gitlab.com/api/deployments (read 2026-11).
 */
export function createLastDeployed(http: Http): Pick<FurtherReads, "lastDeployed"> {
  const readOne = reader(DeploymentAnswer);
  return {
    async lastDeployed(projectId, environment) {
      const only = `status=success&environment=${encodedValue(environment)}`;
      const path = `${projectPath(projectId)}/deployments?order_by=id&sort=desc&per_page=1&${only}`;
      const [newest] = (await askPage(http, path, readOne)).items;
      return newest?.jobId ?? undefined;
    },
  };
}
