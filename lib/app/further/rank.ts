import type { Facts } from "../../core/event.ts";
import type { GitLabReads } from "../../core/gitlab.ts";
import { type Looked, mostRank } from "../../core/looked.ts";

/** A rank that lies deeper than 500 successful jobs of the project, or of the ref, is not known. */
const mostPages = 5;

/** How many successful runs of its name on its ref are newer. Newer jobs have higher ids. */
export async function lookAtRank({ project, job }: Facts, reads: GitLabReads): Promise<Looked> {
  const { id, name, ref, status } = job;
  if (status !== "success") return { rank: null };
  if (ref === undefined || job.isBridge) return {};
  const newer = new Set<number>();
  let cursor: string | undefined;
  for (let pages = 0; pages < mostPages; pages++) {
    const page = await reads.successesPage(project.id, ref, cursor);
    for (const one of page.items) if (one.id > id && one.name === name && one.ref === ref) newer.add(one.id);
    if (newer.size >= mostRank) return { rank: mostRank + 1 };
    cursor = page.next;
    if (cursor === undefined || page.items.some((one) => one.id <= id)) return { rank: newer.size + 1 };
  }
  return {};
}
