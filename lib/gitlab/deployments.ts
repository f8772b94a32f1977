import { GitLabError } from "../core/errors.ts";
import type { FurtherReads } from "../core/gitlab.ts";
import { DeploymentAnswer } from "./answers/deployment.ts";
import { askOne, askPage, reader, refuse, unlessGone } from "./http/ask.ts";
import type { Http } from "./http/http.ts";
import { encodedValue, projectPath } from "./place.ts";

/** The newest deployments that a job is looked for among, in its environment where that is known. */
const mostListed = 50;

/** Of deployments that GitLab has done with nothing is to be learnt but their status. */
const answered: ReadonlySet<string> = new Set(["blocked", "failed"]);

/** Looks at deployments, and never says anything to one: that is for people. */
export function createDeployments(http: Http): Pick<FurtherReads, "deploymentOf"> {
  const readOne = reader(DeploymentAnswer);

  const one = (projectId: number, id: number) =>
    unlessHidden(async () => {
      const path = `${projectPath(projectId)}/deployments/${id}`;
      const deployment = await askOne(http, path, readOne);
      return deployment.id === id ? deployment : refuse(path, "the answer is about another deployment");
    });

  const listed = (projectId: number, environment: string | undefined) =>
    unlessHidden(async () => {
      const only = environment === undefined ? "" : `&environment=${encodedValue(environment)}`;
      const path = `${projectPath(projectId)}/deployments?order_by=id&sort=desc&per_page=${mostListed}${only}`;
      return (await askPage(http, path, readOne)).items;
    });

  return {
    async deploymentOf(projectId, { id, deploymentId, environment }) {
      const told = deploymentId === undefined ? undefined : await one(projectId, deploymentId);
      // Only GitLab's own word for which job it is counts: the number came with a hook.
      if (told?.jobId === id) return told;
      const found = (await listed(projectId, environment))?.find(({ jobId }) => jobId === id);
      if (!found || !answered.has(found.status)) return found;
      const whole = await one(projectId, found.id);
      return whole?.jobId === id ? whole : found;
    },
  };
}

async function unlessHidden<T>(look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await unlessGone(look);
  } catch (error) {
    if (error instanceof GitLabError && error.code === "forbidden") return undefined;
    throw error;
  }
}
