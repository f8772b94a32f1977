import * as z from "zod";
import { joinKey, type LedgerKey } from "../core/key.ts";
import { type Instant, instantText } from "../core/time.ts";
import type { CompiledRule } from "../rules/compile.ts";
import { latestDue } from "../rules/moments.ts";
import { beginCycle, cyclesOf, newCycle } from "./coverage/cycles.ts";
import { inventoryName, planCycle } from "./coverage/roll.ts";
import { planNightly } from "./plans/nightly.ts";
import type { WatchedSource, Worker } from "./worker.ts";

/** Up to which moment a rule's cycles have begun. What an older version noted beside it is begun again, which is safe. */
const Progress = z.object({ done: z.number() });

/** Where it is noted how far a rule's schedule was heeded. */
export function scheduleKey(source: string, rule: string): LedgerKey {
  return { scope: `schedule#${joinKey(source)}`, key: rule };
}

/** Up to which moment a rule's cycles have begun; `undefined` where there is no note, or none that can be read. */
export function readDone(note: string | undefined): Instant | undefined {
  try {
    return Progress.safeParse(JSON.parse(note ?? "null")).data?.done;
  } catch {
    return undefined;
  }
}

/**
 * Begins a cycle for every schedule rule whose moment has come since the last one, and plans the sweeps of all that have
 * begun, those that people asked for among them. A rule that is new starts at its next moment; of moments that nobody was
 * there for the latest is made up for. A cycle that still goes on in a project when the next begins goes on there to its
 * end, and the next one waits for it; one that a later one has overtaken before it began there is skipped. Safe to run twice.
 *
 * @returns how many sweeps were planned
 */
export async function planSchedules(source: WatchedSource, worker: Worker): Promise<number> {
  const active = await worker.rules.recent(source.id);
  for (const rule of active.ofKinds(["schedule"])) await beginDue(rule, source.id, worker);
  let planned = 0;
  for (const [name, { planning }] of await cyclesOf(source.id, worker.store)) {
    const rule = name === inventoryName ? undefined : active.rule(name);
    const isWanted = name === inventoryName || (rule?.concerns("schedule") && rule.rule.mode !== "off");
    if (planning && isWanted) planned += await planCycle({ name, rule, source, worker });
  }
  return planned;
}

async function beginDue(rule: CompiledRule, source: string, worker: Worker): Promise<void> {
  const { store, clock } = worker;
  const now = clock();
  const { id, mode, require } = rule.rule;
  const moment = latestMoment(rule.rule.on, now);
  if (moment === undefined) return;
  const key = scheduleKey(source, id);
  const note = await store.note(key);
  const done = readDone(note);
  if (done !== undefined && done >= moment) return;
  // A rule that is off lets its moments pass, so that it does not catch up when it is switched on again.
  const isDue = done !== undefined && mode !== "off";
  const cycle = newCycle({ cycle: instantText(moment), began: now });
  const begin = async () =>
    require?.plan ? planNightly(rule, moment, { source, worker }) : beginCycle(source, id, cycle, store);
  if (isDue && !(await begin())) return;
  await store.putNote(key, JSON.stringify({ done: moment }), note);
}

/** The latest moment of a rule's schedules that is not after `now`. */
export function latestMoment(on: CompiledRule["rule"]["on"], now: Instant): Instant | undefined {
  const causes = Array.isArray(on) ? on : [on];
  const moments = causes.flatMap((cause) =>
    typeof cause === "object" && "schedule" in cause ? [latestDue(cause.schedule, now)] : [],
  );
  const known = moments.filter((moment) => moment !== undefined);
  return known.length > 0 ? Math.max(...known) : undefined;
}
