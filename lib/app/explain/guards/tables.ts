import { jobText } from "../../../actions/action.ts";
import type { SwitchEntry } from "../../../core/journal.ts";
import { causesRun, type Toll } from "../../../core/limit.ts";
import { instantText } from "../../../core/time.ts";
import { stopOf } from "../../brake.ts";
import { holdOn } from "../../held.ts";
import { feesOf } from "../../mark.ts";
import { askJournal } from "../../query.ts";
import { isEnforcing } from "../../said.ts";
import { readStops, switchKey } from "../../stops.ts";
import { counterAt } from "../counters.ts";
import type { Counter } from "../explanation.ts";
import type { Site } from "../site.ts";
import { type AskGuard, type Guarded, unasked } from "./guarded.ts";

const noTables = "no Penstock was asked";

/** Whether somebody stopped it: who, and why. */
export const askSwitch: AskGuard = async ({ wishing, prospect, site }) => {
  const { store } = site;
  if (!store) return unasked("switch", noTables);
  const stops = readStops(await store.note(switchKey(site.source)));
  const hit = stopOf(prospect.task, stops) ?? stops.find((stop) => stop === `rule:${wishing.rule.rule.id}`);
  if (hit === undefined) return { guard: "switch", stops: false, text: "nothing of it is stopped" };
  const entry = await moveOf(hit, store, site.source);
  const who = entry ? ` by ${entry.who} at ${instantText(entry.at)}: ${entry.reason}` : "";
  return { guard: "switch", stops: true, text: `the switch stops ${hit}${who}` };
};

/** Moves of the switch that are looked through for the one that stopped it. */
const mostMoves = 100;

async function moveOf(
  what: string,
  store: NonNullable<Site["store"]>,
  source: string,
): Promise<SwitchEntry | undefined> {
  const { items } = await askJournal(store, source, { kind: "switch" }, mostMoves);
  return items.filter((entry) => entry.kind === "switch").find((entry) => entry.step === "stop" && entry.what === what);
}

/** How each limit stands, those of other rules too where they are stricter. */
export const askLimit: AskGuard = async (guarded) => {
  const { prospect, site } = guarded;
  const { held, facts, sight } = prospect.live;
  if (held.paid) return { guard: "limit", stops: false, text: "its limit was taken by the task before it" };
  if (held.spent) return { guard: "limit", stops: false, text: "its limits are taken already" };
  const fees = feesFor(guarded);
  const runs = runsText(guarded);
  if (runs !== undefined) return { guard: "limit", stops: true, text: runs };
  if (fees.length === 0) return { guard: "limit", stops: false, text: "it has no limits" };
  const { store } = site;
  if (!store) return unasked("limit", `${noTables} how much is used of ${fees.map(boundText).join(", ")}`);
  const counters = await Promise.all(fees.map((toll) => counterAt(toll, facts, store)));
  const full = counters.filter(({ stops }) => stops);
  const earlier = sight.earlierRuns === undefined ? "" : `; runs before this one: ${sight.earlierRuns}`;
  if (full.length === 0)
    return { guard: "limit", stops: false, text: `${counters.map(counterText).join(", ")}${earlier}`, counters };
  const opens = full.map(({ opensAt }) => opensAt);
  const until = opens.every((at) => at !== undefined) ? { until: Math.max(...opens) } : {};
  return { guard: "limit", stops: true, text: `used up: ${full.map(counterText).join(", ")}`, counters, ...until };
};

/** The rule's own limits, with the stricter bounds of the others that act with it. */
function feesFor({ wishing, prospect, said, question, site }: Guarded): readonly Toll[] {
  const { live, task, outlook } = prospect;
  const acting = "acts" in outlook ? outlook.rules : [];
  const rules = acting.some(({ rule }) => rule.id === wishing.rule.rule.id) ? acting : [...acting, wishing.rule];
  const aim = { task, facts: live.facts, rules, action: wishing.action, live };
  const all = feesOf(aim, site.now);
  const own = new Set(feesOf({ ...aim, rules: [wishing.rule] }, site.now).map(({ counter }) => counter.scope));
  return question.view === "live" && "rule" in said && isEnforcing(said, live)
    ? all
    : all.filter(({ counter }) => own.has(counter.scope));
}

/** Runs by anybody count against `perJob`. */
function runsText({ wishing, prospect, question }: Guarded): string | undefined {
  const { earlierRuns = 0 } = prospect.live.sight;
  const { perJob = Number.POSITIVE_INFINITY } = wishing.rule.rule.limit;
  if (!causesRun(wishing.action) || earlierRuns < perJob) return undefined;
  return `used up: perJob ${earlierRuns} of ${perJob}, since runs by anybody count: ${jobText(question.facts.job)} has had ${earlierRuns} before this one`;
}

function counterText({ limit, used, most, by, of, opensAt, stops }: Counter): string {
  const more = by === 1 ? "" : ` and ${by} more`;
  const opens = stops && opensAt !== undefined ? `, opens ${instantText(opensAt)}` : "";
  return `${limit} ${used}${more} of ${most} (${of}${opens})`;
}

function boundText({ kind, most }: Toll): string {
  return `${kind}: ${most}`;
}

/** Whether a hold protects what would be deleted: who holds it, and why. */
export const askHold: AskGuard = async ({ wishing, prospect, question, site }) => {
  if (!wishing.action.destroys) return undefined;
  const { store } = site;
  if (!store) return unasked("hold", noTables);
  const hold = await holdOn(prospect.task, question.facts.job, store);
  if (!hold) return { guard: "hold", stops: false, text: "nobody holds it" };
  const { on, by, who, at, reason } = hold;
  const since = at === undefined ? "" : ` since ${instantText(at)}`;
  const whose = by === "release" ? `the release ${who}` : who;
  const verb = by === "person" ? "holds" : "keeps";
  return { guard: "hold", stops: true, text: `${whose} ${verb} ${on}${since}: ${reason}` };
};
