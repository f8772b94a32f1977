import { joinKey } from "../core/key.ts";
import type { GitLabReads } from "../core/ports.ts";
import { type Instant, instantText } from "../core/time.ts";
import type { CompiledRule } from "../rules/compile.ts";
import { projectsCheck } from "../rules/projects.ts";
import { latestDue } from "../rules/schedule.ts";
import { plan } from "./plan.ts";
import type { WatchedSource, Worker } from "./worker.ts";

const mostProjectPages = 50;

/**
 * Plans one sweep per project for every schedule rule whose moment has come since it was last planned. A rule that is
 * new starts at its next moment. Safe to run twice: the sweep's id holds the rule and its moment.
 *
 * @returns how many sweeps were planned
 */
export async function planSchedules(source: WatchedSource, worker: Worker): Promise<number> {
  const now = worker.clock();
  const { rules } = await worker.rules.recent(source.id);
  let planned = 0;
  for (const rule of rules.filter((one) => one.concerns("schedule"))) {
    const cycle = latestCycle(rule, now);
    if (cycle === undefined) continue;
    const key = { scope: `schedule#${joinKey(source.id)}`, key: rule.rule.id };
    const before = await worker.store.note(key);
    if (before !== undefined && Number(before) >= cycle) continue;
    // A rule that is off lets its moments pass, so that it does not catch up when it is switched on again.
    if (before !== undefined && rule.rule.mode !== "off") planned += await planCycle(rule, cycle, source, worker);
    await worker.store.putNote(key, String(cycle), before);
  }
  return planned;
}

function latestCycle({ rule }: CompiledRule, now: Instant): Instant | undefined {
  const moments = rule.on.flatMap((on) => (typeof on === "object" ? [latestDue(on.schedule, now)] : []));
  const known = moments.filter((moment) => moment !== undefined);
  return known.length > 0 ? Math.max(...known) : undefined;
}

async function planCycle(rule: CompiledRule, cycle: Instant, source: WatchedSource, worker: Worker): Promise<number> {
  const gitlab = await worker.gitlab(source.id);
  if (!gitlab) return 0;
  const now = worker.clock();
  let planned = 0;
  const watched = projectsCheck(source.projects);
  for await (const project of projects(gitlab.reads)) {
    if (watched(project).answer !== "yes" || rule.concernsProject(project) === "no") continue;
    const { step } = await plan(
      worker.store,
      {
        effect: { source: source.id, project, verb: "sweep", mark: `${rule.rule.id}@${instantText(cycle)}` },
        want: {
          rule: rule.name,
          action: rule.rule.do.action,
          params: rule.rule.do.params,
          event: `schedule ${instantText(cycle)}`,
        },
        due: now,
      },
      { heardAt: now, now },
    );
    if (step === "planned") planned++;
  }
  return planned;
}

async function* projects(reads: GitLabReads): AsyncGenerator<{ id: number; path: string }> {
  let cursor: string | undefined;
  for (let pages = 0; pages < mostProjectPages; pages++) {
    const page = await reads.projectsPage(cursor);
    yield* page.items;
    if (page.next === undefined) return;
    cursor = page.next;
  }
}
