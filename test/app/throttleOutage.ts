import type { RateAnswer } from "../../lib/core/throttleHeard.ts";
import { crowd, luckOf, type Sent, second, start } from "./throttleCrowd.ts";

const minute = 60 * second;
/** Failures outnumber what was answered in the 30 s before, after half of that and what an answer takes that does not come. */
const shutMillis = 45 * second;
const silences = [
  { kind: "refused", silentMillis: 0, answer: { failed: true } },
  { kind: "503", silentMillis: 500, answer: { status: 503, failed: true } },
  { kind: "timeout", silentMillis: 12 * second, answer: { failed: true } },
] as const satisfies readonly { kind: string; silentMillis: number; answer: RateAnswer }[];

interface Outage {
  readonly from: number;
  readonly until: number;
}

/** What one outage was like. */
export interface OutageShown {
  readonly violations: readonly string[];
  /** Requests from its beginning until nobody asks any more, and from then on to its end. */
  readonly before: number;
  readonly during: number;
  /** How long after its end all are asking again. */
  readonly backSeconds: number;
}

/** Thirty processes with clocks that differ, a table that fails now and then, and a GitLab that is silent for some minutes. */
export async function outage(seed: number): Promise<OutageShown> {
  const luck = luckOf(seed);
  const from = start + Math.floor(luck() * 60) * second;
  const until = from + minute + Math.floor(luck() * 9 * minute);
  const silence = silences[seed % silences.length] ?? silences[0];
  const faultRate = luck() * 0.1;
  const seen = await crowd({
    workers: { retry: 20, sweep: 10 },
    perMinute: 1_200,
    seconds: (until - start) / second + 400,
    luck,
    skewMillis: second,
    restMillis: 12_000 + luck() * 8_000,
    silentMillis: silence.silentMillis,
    faults: () => (luck() < faultRate ? "conflict" : undefined),
    answer: (at): RateAnswer => (at >= from && at < until ? silence.answer : { status: 200 }),
  });
  return judge(seen, { from, until }, `seed ${seed} (${silence.kind})`);
}

function judge(seen: Awaited<ReturnType<typeof crowd>>, { from, until }: Outage, name: string): OutageShown {
  const { sent, closed, notes } = seen;
  const failed = sent.filter(({ at }) => at >= from && at < until);
  const shut = (notes.find(({ text }) => text.includes('"broken"'))?.at ?? Number.POSITIVE_INFINITY) + 2 * second;
  const probes = failed.filter(({ at }) => at >= shut);
  const after = sent.filter(({ at }) => at >= until);
  const open = Math.min(...after.map(({ over }) => over)) + 2 * second;
  const back = firstsOf(after);
  const late = closed.find(({ at, reason }) => at > open && reason.startsWith("GitLab does not answer"));
  const twice = probes.find((one) => probes.some(({ by, at, over }) => by !== one.by && at <= one.at && one.at < over));
  return {
    before: failed.length - probes.length,
    during: probes.length,
    backSeconds: Math.ceil((Math.max(...back) - until) / second),
    violations: [
      ...(shut > from + shutMillis ? [`${name}: it was asked on and on`] : []),
      ...(twice ? [`${name}: two probes at ${(twice.at - from) / second} s`] : []),
      ...(probes.length > probesIn(until - from) ? [`${name}: ${probes.length} requests in its silence`] : []),
      ...(late ? [`${name}: ${late.at - open} ms too late after a good probe: ${late.reason}`] : []),
      ...(back.length < 30 ? [`${name}: ${30 - back.length} never came back`] : []),
    ],
  };
}

/** After 30 s, 1, 2, 4 and then each 5 minutes, and once more for clocks that differ. */
function probesIn(millis: number): number {
  let [count, at] = [1, 30 * second];
  for (let wait = 30 * second; at < millis; wait = Math.min(5 * minute, 2 * wait), at += wait) count++;
  return count;
}

/** When each process sent its first request. */
function firstsOf(sent: readonly Sent[]): number[] {
  const firsts = new Map<number, number>();
  for (const { by, at } of sent) if (!firsts.has(by)) firsts.set(by, at);
  return [...firsts.values()];
}
