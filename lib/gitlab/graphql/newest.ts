import * as z from "zod";
import { GitLabError } from "../../core/errors.ts";
import type { NewestPipeline, RefPipelines } from "../../core/gitlab.ts";
import { Flag, nullable, Text } from "../fields.ts";
import type { Http } from "../http/http.ts";
import { known } from "../known.ts";
import { askGraphQl, refuseAnswer } from "./ask.ts";
import { readGid } from "./gid.ts";

/** A list of pipelines of one ref weighs 8 of the 250 that a query may. Source: gitlabhq app/graphql/resolvers/concerns/resolves_pipelines.rb (read 2026-11). */
const mostRefs = 25;
const where = "GraphQL newestOfRefs";

const Gid = Text.transform(readGid).pipe(z.object({ kind: z.string(), id: z.int() }));
const Pipelines = z.object({ nodes: z.array(z.object({ id: Gid, ref: nullable(Text), refPath: nullable(Text) })) });
const Answer = z.object({
  project: z.object({ id: Gid, fullPath: Text, archived: Flag }).catchall(z.unknown()).nullable(),
});

/**
 * The newest pipeline of each of at most 25 refs of a project, or the newest that succeeded, children left out, and which
 * project that is.
 *
 * @param asked.path as it is now: GitLab follows no old path here
 * @returns `undefined` where this GitLab has no such query, or shows no such project
 * @throws RangeError on more refs; GitLabError when GitLab cannot be asked
 */
export async function newestOfRefs(
  http: Http,
  { path, refs, which }: { path: string; refs: readonly string[]; which: "any" | "success" },
): Promise<RefPipelines | undefined> {
  if (refs.length > mostRefs) throw new RangeError(`${refs.length} refs were asked for: at most ${mostRefs}`);
  const status = which === "success" ? ", status: SUCCESS" : "";
  const lists = refs.map((_, at) => `r${at}: pipelines(ref: $r${at}${status}, first: 1) { nodes { id ref refPath } }`);
  const names = refs.map((_, at) => `, $r${at}: String`).join("");
  const fields = ["id fullPath archived", ...lists].join(" ");
  const query = `query ($path: ID!${names}) { project(fullPath: $path) { ${fields} } }`;
  const variables = { path, ...Object.fromEntries(refs.map((ref, at) => [`r${at}`, ref.toWellFormed()])) };
  try {
    const answer = await askGraphQl(http, { where, query, variables }, (data) => Answer.safeParse(data).data);
    if ("lacking" in answer || !answer.project) return undefined;
    const { id, fullPath, archived, ...told } = answer.project;
    const newest = refs.map((ref, at) => [ref, newestIn(told[`r${at}`], ref)] as const);
    return { project: known({ id: id.id, path: fullPath, isArchived: archived }), newest: new Map(newest) };
  } catch (error) {
    // before 12.1 GitLab has no GraphQL
    if (error instanceof GitLabError && (error.code === "notFound" || error.status === 404)) return undefined;
    throw error;
  }
}

function newestIn(list: unknown, ref: string): NewestPipeline | null {
  const { data } = Pipelines.safeParse(list);
  if (!data) return refuseAnswer(where, "the answer is not what was asked for");
  const [newest] = data.nodes;
  if (!newest) return null;
  if (newest.ref !== ref) return refuseAnswer(where, "the list is not of the ref asked for");
  return known({ id: newest.id.id, isTag: newest.refPath?.startsWith("refs/tags/") });
}
