import { planHeadKey, planPartKey, type SweepPlan } from "../../core/sweepPlan.ts";
import { projectsCheck } from "../../rules/projects.ts";
import { schedulePage } from "../throttleNeeds.ts";
import type { WatchedSource, Worker } from "../worker.ts";
import { spread } from "./spread.ts";
import { newPart } from "./totals.ts";

/**
 * Finds the projects of a plan for all: those that are watched and that one of its rules names. Goes on through the pages
 * while time for two more calls is left; the next tick goes on from there.
 *
 * @throws GitLabError when GitLab cannot be asked; StoreError when the tables cannot be read or written
 */
export async function listProjects(
  { plan, text }: { readonly plan: SweepPlan; readonly text: string },
  source: WatchedSource,
  worker: Worker,
): Promise<void> {
  const { store, throttle, clock } = worker;
  const gitlab = await worker.gitlab(source.id);
  if (!gitlab) return;
  const watched = projectsCheck(source.projects);
  const active = await worker.rules.recent(source.id);
  const rules = plan.rules.flatMap((name) => active.rule(name.slice(0, name.lastIndexOf("@"))) ?? []);
  let cursor = plan.listing?.cursor;
  let isEnd = false;
  do {
    if ("closedUntil" in (await throttle.take(schedulePage(source.id), clock()))) break;
    const page = await gitlab.reads.projectsPage(cursor).finally(() => throttle.noted());
    for (const project of page.items)
      if (watched(project).answer === "yes" && rules.some((rule) => rule.concernsProject(project) !== "no"))
        await addProject(plan, { id: project.id, path: project.path }, worker);
    cursor = page.next;
    isEnd = cursor === undefined;
  } while (!isEnd && worker.leaseEnd() - clock() > 2 * worker.callTimeoutSeconds * 1000);
  if (!isEnd && cursor === plan.listing?.cursor) return;
  const { listing: _, ...listed } = plan;
  const after: SweepPlan = isEnd || cursor === undefined ? listed : { ...plan, listing: { cursor } };
  await store.putNote(planHeadKey(plan.source, plan.id), JSON.stringify(after), text);
}

/** The part first: a plan is sealed once each part is through, so none may come later. */
async function addProject(plan: SweepPlan, project: { id: number; path: string }, worker: Worker): Promise<void> {
  await worker.store.putNote(planPartKey(plan, project.id), JSON.stringify(newPart(project)), undefined);
  await spread(plan, { project, kind: "plan" }, { desk: worker, now: worker.clock() });
}
