import * as z from "zod";
import { GitLabError } from "../../core/errors.ts";
import { nullable, Text } from "../fields.ts";
import type { Http } from "../http/http.ts";
import { askGraphQl } from "./ask.ts";
import { gidOf } from "./gid.ts";

const Answer = z.object({
  project: nullable(z.object({ job: nullable(z.object({ expandedEnvironmentName: nullable(Text) })) })),
});

/**
 * Where a job deploys to, variables filled in: since GitLab 19, and of REST never. `null` is GitLab's word for nowhere, for
 * not written down and for not to be seen alike, so it is unknown here.
 * Source: gitlab-org/gitlab!254782 (read 2026-11).
 *
 * @throws GitLabError when GitLab cannot be asked
 */
export async function environmentName(http: Http, projectPath: string, jobId: number): Promise<string | undefined> {
  const job = `job(id: "${gidOf("Ci::Build", jobId)}") { expandedEnvironmentName }`;
  const query = `query ($path: ID!) { project(fullPath: $path) { ${job} } }`;
  const question = { where: "GraphQL environment", query, variables: { path: projectPath } };
  try {
    const answer = await askGraphQl(http, question, (data) => Answer.safeParse(data).data);
    return "lacking" in answer ? undefined : (answer.project?.job?.expandedEnvironmentName ?? undefined);
  } catch (error) {
    // before 12.1 GitLab has no GraphQL
    if (error instanceof GitLabError && (error.code === "notFound" || error.status === 404)) return undefined;
    throw error;
  }
}
