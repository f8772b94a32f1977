import type { Proof } from "../proof.ts";
import { playDrawn } from "./drawn.ts";
import { lastInLine, sizes } from "./lastInLine.ts";

const percent = (part: number) => `${Math.round(part * 100)} %`;

const drawn: Proof = {
  promises: ["P5"],
  says: "of N projects with no hook at all, whatever a rule wants is found within the stated bound",
  cases: { onPush: 5, byProve: 400 },
  async run(cases, seed) {
    const violations: string[] = [];
    const kinds = new Set<string>();
    const sum = { judged: 0, requests: 0, visits: 0, claims: 0, latest: 0 };
    for (let at = 0; at < cases; at++) {
      const one = await playDrawn(seed + at);
      violations.push(...one.violations);
      for (const kind of one.kinds) kinds.add(kind);
      for (const key of ["judged", "requests", "visits", "claims"] as const) sum[key] += one[key];
      sum.latest = Math.max(sum.latest, one.latest);
    }
    const figures = {
      judged: sum.judged,
      "kinds met": kinds.size,
      "latest of the bound": percent(sum.latest),
      "requests a visit": (sum.requests / Math.max(1, sum.visits)).toFixed(2),
      "claims of coverage compared": sum.claims,
    };
    return { cases, violations, figures };
  },
};

const worst: Proof = {
  promises: ["P5"],
  says: "the bound holds of 1 to 10,000 projects and 60 to 2,000 requests a minute, for what is wanted right behind a visit",
  cases: { onPush: 8, byProve: sizes.length },
  async run(cases, seed) {
    const violations: string[] = [];
    const figures: Record<string, string> = {};
    for (const size of sizes.slice(0, cases)) {
      const { latestSeconds, boundSeconds, unfound } = await lastInLine(size, seed);
      const name = `${size.projects} at ${size.perMinute}`;
      figures[name] = `${Math.round(latestSeconds / 60)} of ${Math.round(boundSeconds / 60)} min`;
      if (latestSeconds > boundSeconds)
        violations.push(`${name}: found after ${latestSeconds} s, bound ${boundSeconds} s`);
      if (unfound > 0) violations.push(`${name}: ${unfound} were not found within ${boundSeconds} s`);
    }
    return { cases: Math.min(cases, sizes.length), violations, figures };
  },
};

export const patrolProofs: readonly Proof[] = [drawn, worst];
