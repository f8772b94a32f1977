import type { CommandEvent } from "../../../core/event.ts";
import type { Store } from "../../../core/ports.ts";
import { isOpen, type Task, taskId } from "../../../core/task.ts";
import { type Instant, instantText } from "../../../core/time.ts";
import type { CommandDesk } from "../../askCommand.ts";
import { forBridges } from "../../bridges.ts";
import { effectOf, type Judged } from "../../door.ts";
import { type Outlook, outlookOf } from "../../explain/outlook.ts";
import { armingOf } from "../../gates/armer.ts";
import { gateOf } from "../../gates/stored.ts";
import { contentOf } from "../../judge.ts";
import type { Live } from "../../live.ts";
import { toldAll } from "../../plan.ts";
import { intentOf } from "../../receive.ts";
import { sweptBy } from "../../swept.ts";
import type { WatchedSource } from "../../worker.ts";

/** What would come of one effect that rules want for a command. */
export interface Foreseen {
  readonly action: Judged["action"];
  /** `rule@version` */
  readonly rules: readonly string[];
  /** The id of its task; a delete has none before its quarantine begins. */
  readonly task?: string;
  /** What it waits for; missing: nothing that is known. */
  readonly waits?: string;
  /** Why nothing would come of it. */
  readonly no?: string;
  /** The names of the variables and inputs that it would be given. */
  readonly gives: readonly string[];
}

/** What foreseeing needs of the world. */
export interface ForeseeDesk extends CommandDesk {
  readonly store: Store;
  readonly source: WatchedSource;
}

type Wanting = readonly [Judged, ...Judged[]];

/**
 * What a worker would come to now for each effect that rules want, by the same questions; nothing is written.
 *
 * @throws GitLabError, StoreError
 */
export async function foreseeAll(
  yes: readonly Judged[],
  event: CommandEvent,
  desk: ForeseeDesk,
): Promise<readonly Foreseen[]> {
  const groups = Map.groupBy(yes, (one) => taskId(effectOf(one, event.source)));
  const found: Foreseen[] = [];
  for (const [first, ...others] of groups.values())
    if (first) found.push(await foresee([first, ...others], event, desk));
  return found;
}

async function foresee(wanting: Wanting, event: CommandEvent, desk: ForeseeDesk): Promise<Foreseen> {
  const [{ action }] = wanting;
  const known = { action, rules: wanting.map(({ rule }) => rule.name), gives: givesOf(wanting) };
  if (action.destroys) return { ...known, waits: "its quarantine is over" };
  const [first, ...others] = wanting.map((one) => intentOf(one, event));
  if (!first) return known;
  const { now, store } = desk;
  const stored = await store.task(taskId(first.effect));
  const { task } = toldAll(stored, [first, ...others], { heardAt: event.receivedAt, now });
  if (!isOpen(task)) return { ...known, task: task.id, no: whyEnded(task) };
  return { ...known, task: task.id, ...comesOf(await outlook(task, wanting, { event, desk }), task, now) };
}

function givesOf(wanting: Wanting): readonly string[] {
  const names = wanting.flatMap(({ rule, action, facts }) => {
    const found = contentOf(rule, action, facts);
    if ("refused" in found) return [];
    return [...Object.keys(found.content.variables ?? {}), ...Object.keys(found.content.inputs ?? {})];
  });
  return [...new Set(names)];
}

function whyEnded({ state, reason = "", remedy = "" }: Task): string {
  if (state === "attention") return `a person must look at its task first: ${reason}. ${remedy}`;
  return state === "done" ? `it was done already: ${reason}` : `its task ended as ${state}: ${reason}`;
}

async function outlook(
  task: Task,
  [{ action }]: Wanting,
  { event, desk }: { readonly event: CommandEvent; readonly desk: ForeseeDesk },
): Promise<Outlook> {
  const { store, reads, now, actions, source } = desk;
  const { project, job } = event;
  const facts = { project, job };
  const active = job.isBridge ? forBridges(desk.active) : desk.active;
  const gate = await gateOf(task, store);
  const held = { held: task, facts, ...(gate && { gate }) };
  const arming = await armingOf(held, reads, now);
  const note = (key: Parameters<Store["note"]>[0]) => store.note(key);
  const sight = await action.look({ reads, task, job, now, note, ...arming });
  const live: Live = { ...held, action, sight, active, swept: await sweptBy(task, active, store), ...arming };
  const site = { source: source.id, active, actions, now, store, watched: source.projects };
  const looks = { reads, isActor: false };
  const question = { facts, view: "live", kinds: ["command"], at: now } as const;
  return await outlookOf({ task, isWanted: true, live, isSeen: true }, question, {
    ...site,
    gitlab: looks,
    found: facts,
  });
}

function comesOf(outlook: Outlook, task: Task, now: Instant): Pick<Foreseen, "waits" | "no"> {
  const until = task.due !== undefined && task.due > now ? { waits: `it is due at ${instantText(task.due)}` } : {};
  if (!("ends" in outlook)) return until;
  const { ends } = outlook;
  if (ends.kind === "again") return { waits: ends.reason, ...(ends.reason === early && until) };
  return ends.kind === "done" || ends.kind === "next" || ends.kind === "unknown" ? {} : { no: noText(ends) };
}

/** As `judge` says it, which knows no moment. */
const early = "its time has not come yet";

function noText(ends: { readonly kind: string; readonly reason: string; readonly remedy?: string }): string {
  return ends.remedy === undefined ? ends.reason : `${ends.reason}. ${ends.remedy}`;
}
