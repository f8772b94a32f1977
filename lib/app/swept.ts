import { actions } from "../actions/index.ts";
import type { Project } from "../core/event.ts";
import { destroyingVerbs } from "../core/hold.ts";
import type { LedgerKey } from "../core/key.ts";
import { sweptKey } from "../core/limit.ts";
import type { Store } from "../core/ports.ts";
import type { Task, Want } from "../core/task.ts";
import type { Instant } from "../core/time.ts";
import { ruleId } from "../core/transitions.ts";
import type { CompiledRule } from "../rules/compile.ts";
import { actsIn } from "../rules/mode.ts";
import type { ActiveRules } from "./rules.ts";
import type { Worker } from "./worker.ts";

/** What the sweeps of a rule have found out about a project, once one of them has gone through it to its end. */
export interface Swept {
  /** How many jobs with artifacts the last complete one counted. */
  readonly jobs: number;
  /** When the first complete one came to its end. */
  readonly since: Instant;
}

/** What the complete sweeps have found out of each rule that deletes what it sweeps, in the task's project, by the rule's id. */
export async function sweptBy(
  { source, project, wants, verb }: Pick<Task, "source" | "project" | "wants" | "verb">,
  active: Pick<ActiveRules, "rule">,
  store: Pick<Store, "note">,
): Promise<ReadonlyMap<string, Swept>> {
  if (!destroyingVerbs.some((one) => one === verb)) return new Map();
  // Asked for by name: to read all of a large rulebook takes a while.
  const ids = [...new Set(wants.map(ruleId))].filter((id) => active.rule(id)?.concerns("schedule"));
  const found = await Promise.all(
    ids.map(async (id) => [id, readSwept(await store.note(sweptKey(source, project.id, id)))] as const),
  );
  return new Map(found.flatMap(([id, swept]) => (swept ? [[id, swept] as const] : [])));
}

/**
 * Notes what a sweep counted that came to its end, and, of the first one, when; a sweep that another one has overtaken
 * changes nothing.
 */
export async function noteSwept(
  key: LedgerKey,
  { jobs, now }: { readonly jobs: number; readonly now: Instant },
  store: Pick<Store, "note" | "putNote">,
): Promise<void> {
  const before = await store.note(key);
  const text = `${jobs} ${readSwept(before)?.since ?? now}`;
  if (before !== text) await store.putNote(key, text, before);
}

/** An older version noted the count alone: that first cycle is long over. */
function readSwept(note: string | undefined): Swept | undefined {
  const [, jobs, since] = /^(\d{1,15})(?: (\d{1,15}))?$/.exec(note ?? "") ?? [];
  return jobs === undefined ? undefined : { jobs: Number(jobs), since: Number(since ?? 0) };
}

/**
 * Whether a rule found a job on its first way through the project, which nobody has seen the outcome of yet: what was marked
 * before that way was over only reports, however late it comes due. A person who asked for it, or agreed to the plan that
 * lists it, has seen it.
 *
 * @param marked when the want was marked
 */
export function isOfFirstCycle(
  rule: CompiledRule,
  { given, plan }: Pick<Want, "given" | "plan">,
  { marked, swept }: { readonly marked: Instant; readonly swept: ReadonlyMap<string, Swept> | undefined },
): boolean {
  if (given || plan !== undefined || !rule.concerns("schedule")) return false;
  const since = swept?.get(rule.rule.id)?.since;
  return since === undefined || marked <= since;
}

/** Whether a rule deletes: its sweeps are noted. */
export function deletes({ rule }: CompiledRule): boolean {
  return actions.some(({ name, destroys }) => name === rule.do.action && destroys);
}

/** Whether what a sweep of a rule finds now is only told, since none has gone through the project to its end yet. */
export async function isFirstCycle(
  rule: CompiledRule,
  { held, project, worker }: { readonly held: Task; readonly project: Project; readonly worker: Pick<Worker, "store"> },
): Promise<boolean> {
  if (!deletes(rule) || !actsIn(rule.rule, project)) return false;
  return readSwept(await worker.store.note(sweptKey(held.source, project.id, rule.rule.id))) === undefined;
}
