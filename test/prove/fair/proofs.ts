import type { Proof } from "../proof.ts";
import { neighbours } from "./neighbours.ts";
import { quantile } from "./time.ts";
import { timers } from "./timers.ts";

const boundMillis = 30_000;
const lateBoundMillis = 90_000;
/** The in-memory store forgets nothing: so many timers in one world. */
const mostInWorld = 100_000;

export const fairProofs: readonly Proof[] = [
  {
    promises: ["P37"],
    says: "a project with 100,000 due tasks delays another project's by less than 30 s (p95), and no keep",
    cases: { onPush: 2_500, byProve: 100_000 },
    async run(cases, seed) {
      const scene = { minutes: cases < 50_000 ? 2 : 20, perMinute: 600, seed };
      const alone = await neighbours({ ...scene, backlog: 0, storm: 0 });
      const storm = Math.round(cases * 0.3);
      const beside = await neighbours({ ...scene, backlog: cases - storm, storm });
      const kinds = ["retries", "keeps"] as const;
      return {
        cases,
        violations: [
          ...kinds
            .filter((kind) => quantile(beside[kind], 0.95) >= boundMillis)
            .map((kind) => `seed ${seed}: the others' ${kind} waited ${textOf(beside[kind])}`),
          ...[alone, beside].flatMap(({ missing, twice }) => [
            ...(missing > 0 ? [`seed ${seed}: ${missing} of the others' tasks were not done`] : []),
            ...(twice > 0 ? [`seed ${seed}: ${twice} calls were sent twice`] : []),
          ]),
        ],
        figures: {
          "another's retries": textOf(beside.retries),
          "without it": textOf(alone.retries),
          keeps: textOf(beside.keeps),
          "keeps without it": textOf(alone.keeps),
          "done of the many": beside.noisyDone,
        },
      };
    },
  },
  {
    promises: ["P32"],
    says: "timers: none lost, none early, p99 at most 90 s late, all overdue ones fire once after 24 h without tick, with clocks 2 s apart",
    cases: { onPush: 2_500, byProve: 1_000_000 },
    async run(cases, seed) {
      const violations: string[] = [];
      const late: number[] = [];
      let drained = 0;
      for (let done = 0; done < cases; done += mostInWorld) {
        const fired = await timers(Math.min(mostInWorld, cases - done), seed + done);
        for (const what of ["lost", "twice", "early"] as const)
          if (fired[what] > 0) violations.push(`seed ${seed + done}: ${fired[what]} timers ${what}`);
        for (const millis of fired.lateMillis) late.push(millis);
        drained = Math.max(drained, fired.drainedMillis);
      }
      const p99 = quantile(late, 0.99);
      if (p99 > lateBoundMillis) violations.push(`seed ${seed}: p99 was ${secondsOf(p99)} late`);
      return {
        cases,
        violations,
        figures: {
          late: textOf(late, 0.99),
          "earliest by the true clock": secondsOf(quantile(late, 0)),
          "overdue ones of a day done within": secondsOf(drained),
        },
      };
    },
  },
];

function textOf(millis: readonly number[], high = 0.95): string {
  const parts = [0.5, high, 1].map((part) => secondsOf(quantile(millis, part)));
  return `${parts[0]} p50, ${parts[1]} p${high * 100}, ${parts[2]} max (${millis.length})`;
}

function secondsOf(millis: number): string {
  return `${(millis / 1000).toFixed(1)} s`;
}
