import * as z from "zod";
import type { Project } from "../core/event.ts";
import { joinKey } from "../core/key.ts";
import { type Instant, instantText } from "../core/time.ts";
import type { CompiledRule } from "../rules/compile.ts";
import { latestDue } from "../rules/moments.ts";
import { projectsCheck } from "../rules/projects.ts";
import { plan } from "./plan.ts";
import { schedulePage } from "./throttleNeeds.ts";
import type { WatchedSource, Worker } from "./worker.ts";

/** How far a rule's cycles are planned: all up to `done`, and the one of `doing` up to a page of projects. */
const Progress = z.strictObject({
  done: z.number(),
  doing: z.strictObject({ cycle: z.number(), cursor: z.string() }).exactOptional(),
});
type Progress = z.infer<typeof Progress>;

/** The progress as it was noted; none where there is no note or another version wrote it: the rule counts as new then. */
function readProgress(note: string | undefined): Progress | undefined {
  try {
    return Progress.safeParse(JSON.parse(note ?? "null")).data;
  } catch {
    return undefined;
  }
}

/**
 * Plans one sweep per project for every schedule rule whose moment has come since it was last planned. A rule that is
 * new starts at its next moment. Safe to run twice: the sweep's id holds the rule and its moment. What does not fit into
 * the time of one tick is gone on with by the next.
 *
 * @returns how many sweeps were planned
 */
export async function planSchedules(source: WatchedSource, worker: Worker): Promise<number> {
  const now = worker.clock();
  const active = await worker.rules.recent(source.id);
  let planned = 0;
  for (const rule of active.ofKinds(["schedule"])) {
    const cycle = latestCycle(rule, now);
    if (cycle === undefined) continue;
    const key = { scope: `schedule#${joinKey(source.id)}`, key: rule.rule.id };
    const note = await worker.store.note(key);
    const before = readProgress(note);
    if (before && before.done >= cycle) continue;
    // A rule that is off lets its moments pass, so that it does not catch up when it is switched on again.
    const isDue = before !== undefined && rule.rule.mode !== "off";
    const step = isDue ? await planCycle(rule, cycle, { source, worker, before }) : { planned: 0 };
    planned += step.planned;
    if (step.isPutOff) continue;
    const after: Progress =
      step.cursor === undefined ? { done: cycle } : { done: before?.done ?? 0, doing: { cycle, cursor: step.cursor } };
    await worker.store.putNote(key, JSON.stringify(after), note);
  }
  return planned;
}

function latestCycle({ rule }: CompiledRule, now: Instant): Instant | undefined {
  const moments = rule.on.flatMap((on) =>
    typeof on === "object" && "schedule" in on ? [latestDue(on.schedule, now)] : [],
  );
  const known = moments.filter((moment) => moment !== undefined);
  return known.length > 0 ? Math.max(...known) : undefined;
}

/** Goes on through the pages of projects while time for two more calls is left; the cursor says where it stopped. */
async function planCycle(
  rule: CompiledRule,
  cycle: Instant,
  { source, worker, before }: { source: WatchedSource; worker: Worker; before: Progress },
): Promise<{ planned: number; cursor?: string; isPutOff?: true }> {
  const gitlab = await worker.gitlab(source.id);
  if (!gitlab) return { planned: 0 };
  const watched = projectsCheck(source.projects);
  let cursor = before.doing?.cycle === cycle ? before.doing.cursor : undefined;
  let planned = 0;
  do {
    // Without room the next tick goes on from here, be it the beginning.
    if (!(await hasRoom(source, worker)))
      return { planned, ...(cursor === undefined ? { isPutOff: true } : { cursor }) };
    const page = await gitlab.reads.projectsPage(cursor).finally(() => worker.throttle.noted());
    for (const project of page.items)
      if (watched(project).answer === "yes" && rule.concernsProject(project) !== "no")
        planned += await planSweep(rule, cycle, { source: source.id, project, worker });
    cursor = page.next;
  } while (cursor !== undefined && worker.leaseEnd() - worker.clock() > 2 * worker.callTimeoutSeconds * 1000);
  return { planned, ...(cursor !== undefined && { cursor }) };
}

async function hasRoom({ id }: WatchedSource, { throttle, clock }: Worker): Promise<boolean> {
  return !("closedUntil" in (await throttle.take(schedulePage(id), clock())));
}

async function planSweep(
  { rule, name }: CompiledRule,
  cycle: Instant,
  { source, project, worker }: { source: string; project: Project; worker: Worker },
): Promise<number> {
  const now = worker.clock();
  const moment = instantText(cycle);
  const intent = {
    effect: { source, project, verb: "sweep" as const, mark: `${rule.id}@${moment}` },
    want: { rule: name, action: rule.do.action, params: rule.do.params, event: `schedule ${moment}` },
    due: now,
  };
  const { step } = await plan(worker, intent, { heardAt: now, now });
  return step === "planned" ? 1 : 0;
}
