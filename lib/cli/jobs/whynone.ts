import { GitLabError } from "../../core/errors.ts";
import { nearest } from "../../core/nearest.ts";
import type { Page } from "../../core/ports.ts";
import type { JobDetail } from "../../gitlab/answers/detail.ts";
import type { Api } from "../../gitlab/api.ts";
import { safe } from "../render.ts";
import { absentProjectText } from "./absent.ts";
import type { Source } from "./source.ts";
import { jobText, projectText, statusText } from "./text.ts";

/**
 * Why there are no artifacts of a ref: GitLab's 404 does not tell project, ref, job and path apart, but the ref's jobs do.
 *
 * @returns `undefined` where a look tells no more
 */
export async function whyNoneOfRef(api: Api, source: Source & { kind: "ref" }): Promise<string | undefined> {
  try {
    const page = await api.jobs.listPage(source.project, { ref: source.ref });
    return page ? whyOf(page, source) : absentProjectText(source.project);
  } catch (error) {
    if (error instanceof GitLabError) return undefined;
    throw error;
  }
}

function whyOf({ items, next }: Page<JobDetail>, source: Source & { kind: "ref" }): string | undefined {
  const { project, ref, job, path, searchRecent } = source;
  const [shownRef, shownJob] = [quoted(ref), quoted(job)];
  if (items.length === 0 && next === undefined)
    return `no job of ${projectText(project)} ran for ${shownRef}: is it a branch or tag there, written as in GitLab, without refs/heads/?`;
  const newest = items.find(({ name }) => name === job);
  if (!newest && next !== undefined) return undefined;
  if (!newest) {
    const near = nearest(job, [...new Set(items.map(({ name }) => name))]);
    return `no job ${shownJob} ran for ${shownRef}${near === undefined ? "" : `: did you mean ${quoted(near)}?`}`;
  }
  if (path !== undefined && newest.archive)
    return `no file ${quoted(path)} in the artifacts of ${shownJob} on ${shownRef}, or no pipeline of that ref succeeded: look into the whole archive without --path`;
  const where = searchRecent
    ? `the last 100 pipelines of ${shownRef} that succeeded`
    : `the newest pipeline of ${shownRef} that succeeded`;
  const cure = searchRecent ? "" : ", or say --search-recent";
  return `no artifacts of ${shownJob} in ${where}: the newest ${jobText(newest)} is ${statusText(newest)}${newest.archive ? "" : " and has no archive"}; name a job of another pipeline${cure}`;
}

function quoted(text: string): string {
  return JSON.stringify(safe(text));
}
