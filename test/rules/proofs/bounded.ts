import { actions } from "../../../lib/actions/index.ts";
import type { Facts } from "../../../lib/core/event.ts";
import { jobStatuses } from "../../../lib/core/job.ts";
import { readRulebook } from "../../../lib/rules/read.ts";
import type { Proof } from "../../prove/proof.ts";
import { draw } from "../naive/draw.ts";
import { opened } from "./evaluator.ts";

const size = { rules: 200, builds: 2_000 };

/** P28: whatever is asked, there is an answer, and it takes no long time. */
export const bounded: Proof = {
  promises: ["P28"],
  says: "200 rules say something to each of 2,000 builds of a hook, whatever is in them, and nothing throws",
  cases: { onPush: 200 * 2_000, byProve: 10 * 200 * 2_000 },
  async run(cases, seed) {
    const violations: string[] = [];
    const millis: number[] = [];
    const rounds = Math.max(1, Math.round(cases / (size.rules * size.builds)));
    for (let round = 0; round < rounds; round++) {
      const drawn = draw({ rules: size.rules, events: 200 }, seed + round);
      const active = opened(drawn.rules, drawn);
      const rules = active.rules;
      const builds: Facts[] = Array.from({ length: size.builds }, (_, at) => {
        const { job, project, ...others } = drawn.events[at % drawn.events.length]?.facts ?? {
          job: { id: 1, name: "a", status: "failed" },
          project: { id: 1 },
        };
        return {
          ...others,
          project,
          job: { ...job, id: at, status: jobStatuses[at % jobStatuses.length] ?? "failed" },
        };
      });
      for (const facts of builds) {
        const began = performance.now();
        for (const rule of rules) {
          const verdict = rule.decide(facts, 1_795_000_000_000);
          if (verdict.because.path === "rule")
            violations.push(`seed ${seed + round}: ${rule.name} broke: ${verdict.because.seen}`);
        }
        millis.push(performance.now() - began);
      }
    }
    millis.sort((one, other) => one - other);
    const p99 = millis[Math.floor(millis.length * 0.99)] ?? 0;
    return {
      cases: rounds * size.rules * size.builds,
      violations,
      figures: {
        "p99 ms of 200 rules on one build": p99.toFixed(2),
        "ms of a hook": (millis.reduce((a, b) => a + b, 0) / rounds).toFixed(0),
      },
    };
  },
};

/** Expressions and globs that other engines take minutes for, each with a text to be slow on. */
const hostile: readonly (readonly [when: string, text: string])[] = [
  ['{ name: { matches: "^(a+)+$" } }', `${"a".repeat(5_000)}!`],
  ['{ name: { matches: "(a|aa)+$" } }', `${"a".repeat(5_000)}!`],
  [`{ name: { matches: "${"(.*)".repeat(20)}x" } }`, "a".repeat(5_000)],
  ['{ name: { matches: "(.*a){12}" } }', `${"a".repeat(2_000)}b`],
  [`{ name: "${"*a".repeat(12)}*b" }`, "a".repeat(2_000)],
  [`{ name: "${"**/".repeat(20)}x" }`, "a/".repeat(2_000)],
  [`{ name: "${"?*".repeat(30)}x" }`, "a".repeat(2_000)],
];

/** P28: nobody's expression makes the bot slow. The time is printed; what is asserted is that there is an answer. */
export const hostileTexts: Proof = {
  promises: ["P28"],
  says: "hostile expressions and globs are answered at once",
  cases: { onPush: hostile.length, byProve: hostile.length },
  async run() {
    const violations: string[] = [];
    let slowest = 0;
    for (const [when, name] of hostile) {
      const text = `version: 1\nrules:\n  - { id: r, projects: "**", on: job, do: keep, mode: enforce, when: ${when} }\n`;
      const read = readRulebook(text, "rules.yaml", actions);
      if ("problems" in read) continue;
      const began = performance.now();
      const [rule] = opened(read.rulebook.rules, { classes: {} }).rules;
      const facts: Facts = { project: { id: 1, path: "a/b" }, job: { id: 1, name, status: "failed" } };
      if (rule?.decide(facts, 0).answer !== "no") violations.push(`${when}: it matched`);
      slowest = Math.max(slowest, performance.now() - began);
    }
    return { cases: hostile.length, violations, figures: { "slowest ms": slowest.toFixed(1) } };
  },
};
