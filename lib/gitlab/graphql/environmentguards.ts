import * as z from "zod";
import { GitLabError } from "../../core/errors.ts";
import type { EnvironmentGuard, Grant } from "../../core/rights.ts";
import { nullable, Text } from "../fields.ts";
import type { Http } from "../http/http.ts";
import { known } from "../known.ts";
import { askGraphQl } from "./ask.ts";
import { readGid } from "./gid.ts";

const Numbered = nullable(z.object({ id: Text.transform((gid) => readGid(gid)?.id).pipe(z.int()) }));
const Level = nullable(z.object({ integerValue: nullable(z.int().nonnegative()) }));
const hasMore = { pageInfo: z.object({ hasNextPage: z.boolean() }) };
const Access = z.object({ user: Numbered, group: Numbered, accessLevel: Level });
const Guard = z.object({
  group: z.object({ fullPath: Text }).nullable(),
  deployAccessLevels: z.object({ ...hasMore, nodes: z.array(Access) }),
});
const Answer = z.object({
  project: nullable(
    z.object({
      environment: nullable(
        z.object({ name: Text, protectedEnvironments: nullable(z.object({ ...hasMore, nodes: z.array(Guard) })) }),
      ),
    }),
  ),
});

/**
 * What protects an environment: the project by its name and the groups above by its tier, as GitLab itself finds it, which
 * whoever may read the environment is told. `undefined` where it is not there yet, on GitLab before 15.4, and on Community.
 * Whether members of groups above a named group count is not told here: they are taken not to.
 * Source: gitlab-org/gitlab!96221, ee/app/graphql/types/protected_environment_type.rb (read 2026-11).
 *
 * @param path the project's, as it is now: GitLab follows no old path here
 * @throws GitLabError when GitLab cannot be asked
 */
export async function environmentGuards(
  http: Http,
  path: string,
  name: string,
): Promise<readonly EnvironmentGuard[] | undefined> {
  const page = "pageInfo { hasNextPage }";
  const access = `deployAccessLevels { ${page} nodes { user { id } group { id } accessLevel { integerValue } } }`;
  const guards = `protectedEnvironments { ${page} nodes { group { fullPath } ${access} } }`;
  const query = `query ($path: ID!, $name: String!) { project(fullPath: $path) { environment(name: $name) { name ${guards} } } }`;
  const question = { where: "GraphQL environmentGuards", query, variables: { path, name } };
  try {
    const answer = await askGraphQl(http, question, (data) => Answer.safeParse(data).data);
    if ("lacking" in answer) return undefined;
    const environment = answer.project?.environment;
    const list = environment?.name === name ? environment.protectedEnvironments : undefined;
    if (!list || list.pageInfo.hasNextPage) return undefined;
    if (list.nodes.some(({ deployAccessLevels }) => deployAccessLevels.pageInfo.hasNextPage)) return undefined;
    return list.nodes.map(({ group, deployAccessLevels: { nodes } }) => ({
      name,
      grants: nodes.map(grantOf),
      ...(group && { group: group.fullPath }),
    }));
  } catch (error) {
    // before 12.1 GitLab has no GraphQL
    if (error instanceof GitLabError && (error.code === "notFound" || error.status === 404)) return undefined;
    throw error;
  }
}

function grantOf({ user, group, accessLevel }: z.infer<typeof Access>): Grant {
  return known({ level: accessLevel?.integerValue, userId: user?.id, groupId: group?.id });
}
