import * as z from "zod";
import { GitLabError } from "../../core/errors.ts";
import { nullable, Text } from "../fields.ts";
import type { Http } from "../http/http.ts";
import { askGraphQl } from "./ask.ts";
import { gidOf, readGid } from "./gid.ts";

const Author = z.object({ id: Text.transform(readGid).pipe(z.object({ kind: z.literal("User"), id: z.int() })) });
const Answer = z.object({
  project: nullable(
    z.object({
      pipeline: nullable(
        z.object({ sha: nullable(Text), commit: nullable(z.object({ sha: Text, author: Author.nullable() })) }),
      ),
    }),
  ),
});

/**
 * The GitLab user who wrote the commit that a pipeline runs for, whom GitLab finds by the commit's address; `null` where
 * that is nobody's. GitLab shows the commit to whoever may read the code, and of pipelines since 14.5; REST tells addresses only.
 * Source: gitlab-org/gitlab!73171, gitlabhq app/graphql/types/repositories/commit_type.rb (read 2026-11).
 *
 * @param projectPath as it is now: GitLab follows no old path here
 * @throws GitLabError when GitLab cannot be asked
 */
export async function commitAuthor(
  http: Http,
  projectPath: string,
  pipelineId: number,
): Promise<number | null | undefined> {
  const pipeline = `pipeline(id: "${gidOf("Ci::Pipeline", pipelineId)}") { sha commit { sha author { id } } }`;
  const query = `query ($path: ID!) { project(fullPath: $path) { ${pipeline} } }`;
  const question = { where: "GraphQL commitAuthor", query, variables: { path: projectPath } };
  try {
    const answer = await askGraphQl(http, question, (data) => Answer.safeParse(data).data);
    if ("lacking" in answer) return undefined;
    const { sha, commit } = answer.project?.pipeline ?? {};
    if (!commit || commit.sha !== sha) return undefined;
    return commit.author?.id.id ?? null;
  } catch (error) {
    // before 12.1 GitLab has no GraphQL
    if (error instanceof GitLabError && (error.code === "notFound" || error.status === 404)) return undefined;
    throw error;
  }
}
