import type { Page } from "../../core/ports.ts";
import type { Bridge, JobDetail } from "../../gitlab/answers/detail.ts";
import type { Api } from "../../gitlab/api.ts";
import { safe } from "../render.ts";
import { absentPipelineText, absentProjectText } from "./absent.ts";
import { Problem } from "./problem.ts";
import type { Wanted } from "./wanted.ts";

const mostPerPage = 100;
/** GitLab before 18.10 gives the jobs of every ref, and those of others are left out only here. */
const mostEmptyPages = 50;

/**
 * The wanted jobs, page by page; a page that comes is the only one in memory.
 *
 * @throws GitLabError; Problem when there is no such project or pipeline
 */
export async function* pagesOf(api: Api, wanted: Wanted): AsyncGenerator<readonly (JobDetail | Bridge)[]> {
  let left = wanted.limit;
  let cursor: string | undefined;
  let emptyPages = 0;
  do {
    const perPage = wanted.ref === undefined ? Math.min(left, mostPerPage) : mostPerPage;
    const page = await askPage(api, wanted, { perPage, ...(cursor !== undefined && { cursor }) });
    if (!page) throw new Problem(absenceText(wanted));
    const items = page.items.slice(0, left);
    left -= items.length;
    cursor = page.next;
    emptyPages = items.length === 0 ? emptyPages + 1 : 0;
    if (emptyPages > mostEmptyPages) throw new Problem(emptyText(wanted));
    yield items;
  } while (cursor !== undefined && left > 0);
}

function askPage(
  api: Api,
  { project, pipelineId, statuses, ref, includeRetried, bridges }: Wanted,
  part: { readonly perPage: number; readonly cursor?: string },
): Promise<Page<JobDetail | Bridge> | undefined> {
  const asked = { ...part, statuses };
  if (pipelineId === undefined) return api.jobs.listPage(project, { ...asked, ...(ref !== undefined && { ref }) });
  if (bridges) return api.jobs.bridgesPage(project, pipelineId, asked);
  return api.jobs.inPipelinePage(project, pipelineId, { ...asked, includeRetried });
}

function absenceText({ project, pipelineId }: Wanted): string {
  return pipelineId === undefined ? absentProjectText(project) : absentPipelineText(project, pipelineId);
}

function emptyText({ ref }: Wanted): string {
  return `${mostEmptyPages * mostPerPage} jobs in a row are not of ${JSON.stringify(safe(ref ?? ""))}: this GitLab is too old to look for a ref (before 18.10); name a pipeline instead`;
}
