import { GitLabError } from "../../core/errors.ts";
import type { Project } from "../../core/event.ts";
import { projectsCheck } from "../../rules/projects.ts";
import { mayAsk, type Run } from "../patrolRun.ts";

/** 200,000 projects: a list that is longer leads round in circles. */
const mostPages = 2_000;

/**
 * Reads the list of projects anew, from where the last run stopped: what is new is noted, what is called otherwise now too,
 * and what is gone, archived or not watched any more drops out.
 *
 * @returns whether it came to the end
 * @throws GitLabError when GitLab does not give it
 */
export async function readProjects(run: Run): Promise<boolean> {
  const { book, did, reads, world } = run;
  while (!book.round.isListed) {
    if ((book.round.pages ?? 0) >= mostPages) throw endless();
    if (!(await mayAsk(run))) return false;
    did.requests++;
    const { items, next } = await reads.projectsPage(book.round.cursor);
    const { after = 0, pages = 0, cursor: _c, after: _a, pages: _p, ...round } = book.round;
    const last = items.at(-1)?.id ?? after;
    takePage(items, { after, until: next === undefined ? Infinity : last }, run);
    book.round =
      next !== undefined
        ? { ...round, cursor: next, after: last, pages: pages + 1 }
        : { ...round, isListed: true, listedAt: round.began ?? world.clock(), projects: book.projects.size };
  }
  return true;
}

function endless(): GitLabError {
  const advice =
    "Look at what GitLab, or a proxy before it, answers to GET /projects: what is known is visited all the same.";
  return new GitLabError("oddAnswer", `GET /projects: the list has no end after ${mostPages} pages`, { advice });
}

function takePage(
  items: readonly Required<Project>[],
  { after, until }: { after: number; until: number },
  { book, source, world }: Run,
): void {
  const isWatched = projectsCheck(source.projects);
  const here = new Map(
    items.filter((project) => isWatched(project).answer === "yes").map(({ id, path }) => [id, path]),
  );
  const isRising = items.every(({ id }, at) => id > (items[at - 1]?.id ?? after));
  // A list in another order says nothing of those that it lacks.
  if (isRising) for (const id of gone(book.projects.keys(), { after, until }, here)) book.drop(id);
  for (const [id, path] of here) {
    const known = book.projects.get(id);
    if (known?.path !== path) book.put(id, known ? { ...known, path } : { path, added: world.clock() });
  }
}

function gone(
  known: Iterable<number>,
  { after, until }: { after: number; until: number },
  here: ReadonlyMap<number, string>,
): number[] {
  return [...known].filter((id) => id > after && id <= until && !here.has(id));
}
