import type { RateAnswer } from "../../lib/core/throttleHeard.ts";
import { type Lane, lanes, sizesOf } from "../../lib/core/throttleSizes.ts";
import type { Proof } from "../prove/proof.ts";
import { crowd, luckOf, mostInAMinute, second, start } from "./throttleCrowd.ts";
import { limited } from "./throttleLimited.ts";
import { type OutageShown, outage } from "./throttleOutage.ts";

const kinds = ["throttled", "conflict", "ambiguousApplied", "ambiguousLost", "unavailable"] as const;
const seconds = 130;

/** One draw: fifty processes with budgets, latencies, a failing table and a GitLab that asks for patience, as `seed` has it. */
async function shown(seed: number): Promise<{ violations: string[]; sent: number; most: number }> {
  const luck = luckOf(seed);
  const perMinute = 120 + Math.floor(luck() * 1_500);
  const from = start + Math.floor((20 + luck() * 60) * second);
  const until = from + Math.floor((5 + luck() * 30) * second);
  const wants = lanes.filter(() => luck() < 0.6);
  const busy: readonly Lane[] = wants.length > 0 ? wants : ["retry"];
  const faultRate = luck() * 0.2;
  const { sent } = await crowd({
    workers: Object.fromEntries(busy.map((lane) => [lane, Math.ceil(50 / busy.length)])),
    perMinute,
    seconds,
    luck,
    mostMillis: 20 + luck() * 1_000,
    restMillis: luck() * 1_000,
    faults: () => (luck() < faultRate ? kinds[Math.floor(luck() * kinds.length)] : undefined),
    answer: (at): RateAnswer =>
      at >= from && at < until
        ? { status: 429, limit: "instance", retryAfterSeconds: (until - at) / second }
        : { status: 200 },
  });
  const most = mostInAMinute(sent);
  const first = sent.find(({ at }) => at >= from)?.at ?? until;
  const late = sent.filter(({ at }) => at > first + 2 * second && at < until);
  const bound = perMinute + sizesOf(perMinute).batch;
  return {
    sent: sent.length,
    most: most / perMinute,
    violations: [
      ...(most > bound ? [`seed ${seed}: ${most} requests in a minute, ${bound} allowed`] : []),
      ...late.slice(0, 1).map(({ at }) => `seed ${seed}: a request ${at - first} ms after a 429`),
    ],
  };
}

export const throttleProofs: readonly Proof[] = [
  {
    promises: ["P35"],
    says: "fifty processes send no more in any minute than the rate budget and one batch, and obey GitLab within 2 s",
    cases: { onPush: 6, byProve: 1_000 },
    async run(cases, seed) {
      const violations: string[] = [];
      let [sent, most] = [0, 0];
      for (let at = 0; at < cases; at++) {
        const one = await shown(seed + at);
        violations.push(...one.violations);
        sent += one.sent;
        most = Math.max(most, one.most);
      }
      return { cases, violations, figures: { requests: sent, "fullest minute, of the budget": most.toFixed(3) } };
    },
  },
  {
    promises: ["P35"],
    says: "a GitLab that allows less than is configured, and says nothing but no, refuses one request in a hundred at most",
    cases: { onPush: 2, byProve: 100 },
    async run(cases, seed) {
      const violations: string[] = [];
      const all = { sent: 0, refused: 0, limit: 0 };
      for (let at = 0; at < cases; at++) {
        const { sent, refused, limit } = await limited(seed + at);
        if (refused > 0.01 * sent) violations.push(`seed ${seed + at}: ${refused} of ${sent} requests refused`);
        if (sent < 0.4 * limit) violations.push(`seed ${seed + at}: ${sent} requests where ${limit} are allowed`);
        all.sent += sent;
        all.refused += refused;
        all.limit += limit;
      }
      const [refused, sent] = [all.refused / all.sent, all.sent / all.limit];
      return {
        cases,
        violations,
        figures: { "refused, of all": refused.toFixed(4), "sent, of what it allows": sent.toFixed(2) },
      };
    },
  },
  {
    promises: ["P35"],
    says: "a GitLab that does not answer is asked by one probe at a time, and 2 s after a good one by everybody again",
    cases: { onPush: 6, byProve: 300 },
    async run(cases, seed) {
      const shown: OutageShown[] = [];
      for (let at = 0; at < cases; at++) shown.push(await outage(seed + at));
      const most = (of: (one: OutageShown) => number) => Math.max(0, ...shown.map(of));
      return {
        cases,
        violations: shown.flatMap(({ violations }) => violations),
        figures: {
          "requests until nobody asks": most(({ before }) => before),
          "probes in an outage of up to 10 min": most(({ during }) => during),
          "all back, s after its end": most(({ backSeconds }) => backSeconds),
        },
      };
    },
  },
];
