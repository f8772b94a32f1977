import { isOpenOutage, type Outage } from "../../../core/outage.ts";
import { spanText } from "../../../core/span.ts";
import { type Instant, instantText } from "../../../core/time.ts";
import { type Bound, boundsOf, outageTolls } from "../../outage/bounds.ts";
import { outagesOf } from "../../outage/outages.ts";
import { outageAt } from "../../outage/stored.ts";
import { placeText } from "../../outage/words.ts";
import type { Guard } from "../explanation.ts";
import type { ExplainStore } from "../site.ts";
import { type AskGuard, type Guarded, unasked } from "./guarded.ts";

/** Whether its like is parked, because another run did not help: since when, what is tried next, and how to close it by hand. */
export const askOutage: AskGuard = async (guarded) => {
  const { prospect, site } = guarded;
  const bounds = boundsFor(guarded);
  const { parked: id, unsure, paid, unheld, wants } = prospect.task;
  const parked = unsure || paid || unheld || wants.some(({ given }) => given) ? undefined : id;
  if (bounds.length === 0 && parked === undefined) return undefined;
  const { store, source, now } = site;
  if (!store) return unasked("outage", "no Penstock was asked");
  const ids = new Set([...(parked === undefined ? [] : [parked]), ...bounds.map(({ id }) => id)]);
  const found = await Promise.all([...ids].map((id) => outageAt(source, id, store)));
  const open = found.flatMap(({ outage }) => (outage && isOpenOutage(outage) ? [outage] : []));
  const holding = open.find((outage) => !mayTry(outage, prospect.task, now)) ?? open[0];
  if (holding) return await heldGuard(holding, guarded, store);
  if (parked !== undefined) return { guard: "outage", stops: false, text: "it was parked, and the outage is over" };
  return await countedGuard(bounds, guarded, store);
};

/** The bounds of the rule itself, and of the others that act with it. */
function boundsFor({ wishing, prospect, site }: Guarded): readonly Bound[] {
  const { live, task, outlook } = prospect;
  if (task.unsure) return [];
  const acting = "acts" in outlook ? outlook.rules : [];
  const rules = acting.some(({ rule }) => rule.id === wishing.rule.rule.id) ? acting : [...acting, wishing.rule];
  return boundsOf({ task, rules, action: wishing.action }, live, site.now);
}

/** Whether it goes as the canary when it runs now. */
function mayTry({ canary, nextCanaryAt }: Outage, { id }: { readonly id: string }, now: Instant): boolean {
  return canary ? canary.task === id && canary.jobId === undefined : nextCanaryAt <= now;
}

async function heldGuard(outage: Outage, { prospect, site }: Guarded, store: ExplainStore): Promise<Guard> {
  const { id, openedAt, retries, withinSeconds } = outage;
  const all = await outagesOf(site.source, store);
  const count = all.find((one) => one.id === id)?.parked ?? 0;
  const after = `after ${retries} runs within ${spanText(withinSeconds)}`;
  const open = `the outage ${id} is open since ${instantText(openedAt)}, ${after}`;
  if (mayTry(outage, prospect.task, site.now))
    return { guard: "outage", stops: false, text: `${open}; it would be the one that is tried` };
  return {
    guard: "outage",
    stops: true,
    text: `${open}; its retries in ${placeText(outage)} are parked, ${count} so far; ${nextText(outage)}`,
    until: Math.max(outage.nextCanaryAt, site.now),
    more: [`to close it by hand: penstock outages close ${id} --reason "…"`],
  };
}

function nextText({ canary, nextCanaryAt }: Outage): string {
  if (!canary) return `a single one is tried at ${instantText(nextCanaryAt)}`;
  const what = canary.jobId === undefined ? "a single one" : `job ${canary.jobId}`;
  return `${what} is being tried since ${instantText(canary.sentAt)}`;
}

/** How many runs of its like there were in this window; one more than the bound is parked. */
async function countedGuard(
  bounds: readonly Bound[],
  { prospect, site }: Guarded,
  store: ExplainStore,
): Promise<Guard> {
  const tolls = outageTolls(bounds, prospect.task, site.now);
  const used = await Promise.all(tolls.map(async ({ counter }) => Number((await store.note(counter)) ?? 0)));
  const texts = tolls.map(({ most, bound }, at) => {
    const { failure, withinSeconds } = bound;
    return `${used[at]} of ${most} runs for ${failure} in ${placeText(bound)} within ${spanText(withinSeconds)}`;
  });
  const full = tolls.findIndex(({ most }, at) => (used[at] ?? 0) >= most);
  if (full < 0)
    return { guard: "outage", stops: false, text: texts.length === 0 ? "it is counted already" : texts.join(", ") };
  const { withinSeconds = 0 } = bounds[full] ?? {};
  const windowMillis = withinSeconds * 1000;
  return {
    guard: "outage",
    stops: true,
    text: `${texts[full]}: one more opens an outage, and is parked`,
    until: site.now - (site.now % windowMillis) + windowMillis,
  };
}
