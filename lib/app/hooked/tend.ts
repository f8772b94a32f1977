import { GitLabError, StoreError } from "../../core/errors.ts";
import type { Hooks } from "../../core/hooks.ts";
import { projectsCheck } from "../../rules/projects.ts";
import { reasonOf } from "../patrolRun.ts";
import type { WatchedSource } from "../worker.ts";
import { type HookBook, openHookBook } from "./hookBook.ts";
import type { HookNote } from "./hookNote.ts";
import { type HookRun, type HookWorld, mayAsk, meetsAll, mostRequests, type Tended } from "./hookRun.ts";
import { isTroubled } from "./tell.ts";
import { visitGroup, visitProject } from "./visit.ts";

/** What is in trouble has the first half of a run, so that the others come round all the same. */
const mostForTroubled = mostRequests / 2;
/** A note of what is still there is never older than a day when its round is over. */
const keptMillis = 25 * 3_600_000;

/**
 * Looks after the webhooks that lead here: notes how each does, tells when one is paused or disabled and when it works again,
 * and has deliveries sent again that were lost meanwhile. A run sends at most 90 requests, and the next one goes on from
 * there; what was in trouble is looked at in every run. With N projects that have a hook of their own each, all are seen
 * within about N / 40 runs. Nothing is lost when a run breaks off.
 *
 * @returns what it did, or `undefined` where no token may see hooks
 * @throws StoreError when the ledger cannot be read or written
 */
export async function tendHooks(
  source: WatchedSource,
  world: HookWorld,
): Promise<(Tended & { readonly ended: "round" | "paused" | "failed" }) | undefined> {
  if (!world.hooks) return undefined;
  const book = await openHookBook(source.id, world.store);
  const hooks = await hooksOf(source, world);
  if (!hooks) {
    if (hooks === undefined) await book.putPlace({ ...book.place, blindSince: book.place.blindSince ?? world.clock() });
    return undefined;
  }
  const { blindSince: _, ...place } = book.place;
  const did = { requests: 0, owners: 0, resent: 0 };
  const run: HookRun = { source, world, hooks, book, did, visited: new Set(), place };
  const ended = await goOn(run);
  await world.throttle.noted();
  await book.putPlace(run.place);
  world.log.info("hooks", { source: source.id, ...did, ended });
  return { ...did, ended };
}

/** `null`: there is a token, and it cannot be had now. */
async function hooksOf({ id }: WatchedSource, world: HookWorld): Promise<Hooks | undefined | null> {
  try {
    return await world.hooks?.(id);
  } catch (error) {
    if (!(error instanceof GitLabError)) throw error;
    world.log.error("hooks", { source: id, ...reasonOf(error) });
    return null;
  }
}

async function goOn(run: HookRun): Promise<"round" | "paused" | "failed"> {
  try {
    await troubled(run);
    return (await round(run)) ? "round" : "paused";
  } catch (error) {
    if (!(error instanceof GitLabError) && !(error instanceof StoreError)) throw error;
    run.world.log.error("hooks", { source: run.source.id, ...reasonOf(error) });
    // A place that GitLab does not know any more would be refused for ever.
    if (error.code === "oddAnswer" || error.code === "badRequest") run.place = {};
    return "failed";
  }
}

/** Those that need somebody, the one that was seen longest ago first; who is not watched any more is left to be forgotten. */
async function troubled(run: HookRun): Promise<void> {
  const isWatched = projectsCheck(run.source.projects);
  const isOurs = ({ project: id, path = "" }: HookNote) => id === undefined || isWatched({ id, path }).answer === "yes";
  const notes = notesIn(run.book).filter((note) => isTroubled(note) && isOurs(note));
  for (const { project, path = "", group = "" } of notes.toSorted((one, other) => one.seenAt - other.seenAt)) {
    if (run.did.requests >= mostForTroubled) return;
    if (run.visited.has(project ?? group)) continue;
    const isOver = await contained(run, path || group, async () =>
      project === undefined ? await visitGroup(group, run) : await visitProject({ id: project, path }, run),
    );
    if (!isOver) return;
  }
}

function notesIn(book: HookBook): HookNote[] {
  return book.keys().flatMap((key) => book.get(key) ?? []);
}

/** Goes through the projects from where the last run stopped. @returns whether it came to the end */
async function round(run: HookRun): Promise<boolean> {
  const isWatched = projectsCheck(run.source.projects);
  run.place = { begunAt: run.world.clock(), ...run.place };
  for (;;) {
    if (!(await mayAsk(run))) return false;
    const { items, next } = await run.hooks.projectsPage(run.place.page);
    for (const project of items) {
      if (project.id <= (run.place.after ?? 0) || isWatched(project).answer !== "yes") continue;
      const isOver =
        run.visited.has(project.id) || (await contained(run, project.path, () => visitProject(project, run)));
      if (!isOver) return false;
      run.place = { ...run.place, after: project.id };
    }
    if (next === undefined) break;
    run.place = { ...run.place, page: next };
  }
  await forgetGone(run);
  run.place = {};
  return true;
}

/** What is wrong with one project does not stop the others. @returns whether its turn is over */
async function contained(run: HookRun, path: string, visit: () => Promise<boolean>): Promise<boolean> {
  try {
    return await visit();
  } catch (error) {
    if (meetsAll(error)) throw error;
    run.world.log.error("hooks", { source: run.source.id, path, ...reasonOf(error) });
    return true;
  }
}

/** Projects that are gone, or not watched any more: nobody has come by them in the whole round. */
async function forgetGone({ book, place, world }: HookRun): Promise<void> {
  const oldest = (place.begunAt ?? world.clock()) - keptMillis;
  for (const key of book.keys()) {
    const note = book.get(key);
    if (note && note.seenAt < oldest) await book.drop(key);
  }
}
