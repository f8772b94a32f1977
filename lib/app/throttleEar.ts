import { StoreError } from "../core/errors.ts";
import { added, brokenBy, judged, mayProbe, result, type Verdict } from "../core/throttleBreaker.ts";
import { patienceOf, type RateAnswer, tighter } from "../core/throttleHeard.ts";
import { together, type Unused } from "../core/throttleNews.ts";
import { isSane, patientUntil } from "../core/throttleRefill.ts";
import { leaseMillis } from "../core/throttleSizes.ts";
import type { ThrottleState } from "../core/throttleState.ts";
import type { Instant } from "../core/time.ts";
import type { Closed } from "./throttle.ts";
import { patience, silence, throttled } from "./throttleClosed.ts";
import type { Desk, Lease } from "./throttleDesk.ts";
import { stateIn, tell } from "./throttleItem.ts";

/** A process tells its failures no more often; GitLab's silence and its patience are told at once. */
const tellMillis = 500;

/** What became of a request, and what its answer said of rates. */
export function hear(desk: Desk, answer: RateAnswer): void {
  const { clock, luck } = desk.item.world;
  const now = clock();
  if (answer.window && isSane(answer.window, now))
    desk.news = { ...desk.news, window: tighter(desk.news.window, answer.window, now) };
  const until = patienceOf(answer, now, luck());
  const isRefused = until !== undefined && until > desk.patientUntil;
  if (isRefused) {
    desk.patientUntil = until;
    desk.news = { ...desk.news, patientUntil: until };
  }
  const isUrgent = heardResult(desk, answer.failed === true, now);
  if (isRefused || isUrgent) tellSoon(desk);
}

/** @returns whether it is told at once */
function heardResult(desk: Desk, isFailed: boolean, now: Instant): boolean {
  if (desk.probe && now < desk.probe.until) {
    end(desk, isFailed ? "bad" : "good");
    return true;
  }
  // Whoever asked before that, or had to, says nothing new.
  if (desk.broken) return false;
  const results = added(desk.news.results ?? [], [result(isFailed, now)], now);
  desk.news = { ...desk.news, results };
  if (!isFailed) return false;
  const broken = brokenBy(added(desk.results, results, now), now);
  if (!broken) return now - desk.toldAt >= tellMillis;
  desk.broken = broken;
  desk.knownAt = now;
  return true;
}

/** A run that had room for a probe is over; one that asked nothing leaves the probe to another. */
export function endProbe(desk: Desk, { probe }: Lease): void {
  if (probe === undefined || desk.probe?.until !== probe) return;
  end(desk, "none");
  tellSoon(desk);
}

/** Room that was not used, for others: a lease of this process would keep it until it is lost. */
export function giveUp(desk: Desk, unused: Unused): void {
  desk.news = together(desk.news, { unused }, desk.item.world.clock());
  tellSoon(desk);
}

function end(desk: Desk, came: Verdict["came"]): void {
  const { probe, broken } = desk;
  if (!probe) return;
  const now = desk.item.world.clock();
  const verdict = { probe: probe.until, came };
  desk.news = { ...desk.news, verdict };
  desk.broken = broken && judged(broken, verdict, now);
  desk.knownAt = now;
  desk.probe = undefined;
  probe.over();
}

/** Tells the item, after what is being told. What is heard until then goes with it. */
function tellSoon(desk: Desk): void {
  if (desk.isTelling) return;
  desk.isTelling = true;
  desk.noted = desk.noted.then(async () => {
    const { clock } = desk.item.world;
    const news = desk.news;
    const askedAt = clock();
    [desk.news, desk.toldAt, desk.isTelling] = [{}, askedAt, false];
    const { state, untold } = await tell(desk.item, news);
    desk.news = together(untold, desk.news, clock());
    if (state) learn(desk, state, askedAt);
  });
}

/** What the item said; an older look than the last does not count. */
export function learn(desk: Desk, state: ThrottleState, askedAt: Instant): void {
  desk.patientUntil = Math.max(desk.patientUntil, patientUntil(state, askedAt) ?? 0);
  if (askedAt < desk.knownAt) return;
  desk.knownAt = askedAt;
  desk.results = state.results ?? [];
  desk.broken = state.broken;
  if (!state.broken) return;
  // They are of the time before, or of requests that were under way still.
  const { results: _, ...news } = desk.news;
  desk.news = news;
}

/** Why nothing may be asked, as far as this process knows. Once a silent GitLab is to be asked again only the item knows who may. */
export function closedNow(desk: Desk): Closed | undefined {
  const now = desk.item.world.clock();
  if (desk.patientUntil > now) return patience(desk.patientUntil);
  return desk.broken && desk.broken.until > now ? silence(desk.broken, desk.broken.until) : undefined;
}

/**
 * Whether a look may be sent still: what others heard is known once the time of a lease is over.
 *
 * @throws GitLabError `throttled` once GitLab has asked for patience, or does not answer
 */
export async function mayLook(desk: Desk, lease: Lease): Promise<void> {
  const { clock } = desk.item.world;
  if (clock() - desk.knownAt > leaseMillis) {
    await desk.noted;
    const askedAt = clock();
    const state = await stateIn(desk.item).catch(unlessBusy);
    if (state) learn(desk, state, askedAt);
    else desk.knownAt = Math.max(desk.knownAt, askedAt);
  }
  const now = clock();
  if (desk.patientUntil > now) throw throttled(patience(desk.patientUntil), now);
  if (!desk.broken || isProbing(desk, lease, now)) return;
  throw throttled(silence(desk.broken, Math.max(desk.broken.until, now + 1_000)), now);
}

function isProbing({ probe }: Desk, lease: Lease, now: Instant): boolean {
  return probe !== undefined && probe.until === lease.probe && mayProbe(probe.until, now);
}

/** A table that cannot be asked keeps nobody from what there was room for. */
function unlessBusy(error: unknown): undefined {
  if (error instanceof StoreError) return undefined;
  throw error;
}
