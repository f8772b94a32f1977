import type { ActionSpec } from "../../../core/action.ts";
import { instantOfId } from "../../../core/journal.ts";
import { isOpenOutage } from "../../../core/outage.ts";
import type { Store } from "../../../core/ports.ts";
import { readSealHead, sealHeadKey } from "../../../core/seal.ts";
import type { Seen } from "../../../core/seen.ts";
import type { Instant } from "../../../core/time.ts";
import type { Rulebook } from "../../../rules/rulebook.ts";
import { outagesOf } from "../../outage/outages.ts";
import { patrolStanding } from "../../patrolled/standing.ts";
import { setAsideOf } from "../../setAside.ts";
import { standingRules } from "../../standing.ts";
import { stopsOf } from "../../switch.ts";
import { findTasks } from "../../tasks.ts";
import { isUrgent, type Life } from "./life.ts";
import type { SeenRules, SeenStop } from "./rules.ts";

interface Desk {
  readonly store: Store;
  readonly actions: readonly ActionSpec[];
  readonly now: Instant;
}

const mostCounted = 1_000;
const mostDue = 500;
/** Pages of the journal, so that a long one keeps nobody waiting. */
const mostPages = 5;

/** How a source gets on, as its tables tell: needs the right to read all four. What they do not show is `unseen`. */
export async function lifeFromTables(source: string, { store, actions, now }: Desk): Promise<Life> {
  const [rules, stops, attention, oldestDue, outages, patrol, sealedTo] = await Promise.all([
    seen(rulesOf(source, store, actions)),
    seen(stopsTold(source, store)),
    seen(findTasks(store, source, { state: "attention" }, mostCounted).then(({ length }) => length)),
    seen(store.dueTasks(now, mostDue).then((due) => due.find((task) => task.source === source && isUrgent(task))?.due)),
    seen(outagesOf(source, store).then((all) => all.filter(isOpenOutage))),
    seen(patrolStanding(source, { store, now })),
    seen(sealedUpTo(source, store)),
  ]);
  return { now, rules: orMissing(rules), stops, attention, oldestDue, outages, patrol, sealedTo: orMissing(sealedTo) };
}

/** @returns a value, or why there is none: what the tables answer has no secret in it */
async function seen<T>(look: Promise<T>): Promise<Seen<T>> {
  try {
    return { found: await look };
  } catch (error) {
    const says = error instanceof Error ? error.message : String(error);
    const cure =
      "look whether the tables answer, and whether you may read them (dynamodb:GetItem, Query and Scan); then ask again";
    return { unseen: says.replace(/\.$/, ""), cure };
  }
}

function orMissing<T>(one: Seen<T | undefined>): Seen<T> {
  if (typeof one === "string" || "unseen" in one) return one;
  return one.found === undefined ? "missing" : { found: one.found };
}

async function rulesOf(source: string, store: Store, actions: readonly ActionSpec[]): Promise<SeenRules | undefined> {
  const { version, stored, broken } = await standingRules(store, source);
  if (broken !== undefined) return { version, broken, rules: [], setAside: [] };
  if (!stored) return undefined;
  const setAside = await setAsideOf(stored, actions);
  const { rules } = JSON.parse(stored.rules) as Rulebook;
  return { version, rules: rules.map(({ id, mode }) => ({ id, mode })), setAside, text: stored.rules };
}

async function stopsTold(source: string, store: Store): Promise<readonly SeenStop[]> {
  const stops = await stopsOf(store, source);
  const told = new Map<string, SeenStop>();
  let before: string | undefined;
  for (let pages = 0; pages < mostPages && stops.some((what) => !told.has(what)); pages++) {
    const page = await store.journal({ source, ...(before !== undefined && { before }) }, mostCounted);
    for (const entry of page.items)
      if (entry.kind === "switch" && entry.step === "stop" && !told.has(entry.what))
        told.set(entry.what, { what: entry.what, at: entry.at, who: entry.who });
    before = page.next;
    if (before === undefined) break;
  }
  return stops.map((what) => told.get(what) ?? { what });
}

async function sealedUpTo(source: string, store: Store): Promise<Instant | undefined> {
  const head = readSealHead(await store.note(sealHeadKey(source)));
  return head && instantOfId(head.to);
}
