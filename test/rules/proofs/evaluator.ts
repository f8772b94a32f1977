import { activeRules } from "../../../lib/app/activeRules.ts";
import type { Answer } from "../../../lib/core/verdict.ts";
import { groupCheck } from "../../../lib/rules/checks/group.ts";
import { checksOf } from "../../../lib/rules/clauses.ts";
import { compileRule } from "../../../lib/rules/compile.ts";
import { openRulebook, type ReadRule } from "../../../lib/rules/opened.ts";
import { packRules } from "../../../lib/rules/pack.ts";
import { readRegex } from "../../../lib/rules/regex.ts";
import type { Rule } from "../../../lib/rules/rulebook.ts";
import type { RuleTools } from "../../../lib/rules/tools.ts";
import type { Proof } from "../../prove/proof.ts";
import { type Drawn, draw, shuffled } from "../naive/draw.ts";
import { says } from "../naive/rule.ts";

const size = { rules: 100, events: 100 };

/** What the naive evaluator is not asked: whether a stored rule is well written. */
const trusting: ReadRule = (json) => json as Rule;

/** The rules as a worker has them: stored, opened, found by the index, each compiled when it is first asked. */
export function opened(rules: readonly Rule[], { classes }: Pick<Drawn, "classes">) {
  const text = JSON.stringify({ version: 1, rules });
  const pack = packRules({ version: 1, rules }, text);
  const bare = { readRegex };
  const tools: RuleTools = {
    ...bare,
    classes: new Map(
      Object.entries(classes).map(([name, list]) => [
        name,
        groupCheck(
          name,
          list.map((one, at) => groupCheck(`${at}`, checksOf(one, `${at}`, bare), "all")),
          "any",
        ),
      ]),
    ),
  };
  const book = openRulebook({ rules: text, ...(pack && { pack }) }, trusting);
  return activeRules(book, 1, (position) => compileRule(book.read(position), 1, tools));
}

/** What each rule that may want something says to an event; the others say no. */
export function answers(
  active: ReturnType<typeof opened>,
  { facts, now }: Drawn["events"][number],
): Map<string, Answer> {
  return new Map(
    active
      .candidates(facts, ["job"])
      .map((rule) => [rule.rule.id, rule.decide(facts, now).answer] as const)
      .filter(([, answer]) => answer !== "no"),
  );
}

/** P28, P29: rule by rule and event by event, in whatever order the rules stand. */
export const sameAsNaive: Proof = {
  promises: ["P28", "P29"],
  says: "with its index, its pack and in any order of rules, a rulebook says to each event what a naive evaluator says",
  cases: { onPush: 100_000, byProve: 1_000_000 },
  async run(cases, seed) {
    const violations: string[] = [];
    const counts = { yes: 0, no: 0, unknown: 0 };
    const rounds = Math.max(1, Math.round(cases / (size.rules * size.events)));
    for (let round = 0; round < rounds; round++) {
      const drawn = draw(size, seed + round);
      const { rules, classes, events } = drawn;
      const [one, other] = [opened(rules, drawn), opened(shuffled(rules, seed + round), drawn)];
      for (const [at, event] of events.entries()) {
        const [found, again] = [answers(one, event), answers(other, event)];
        for (const rule of rules) {
          const naive = says(rule, { ...event, classes });
          counts[naive]++;
          const [mine, theirs] = [found.get(rule.id) ?? "no", again.get(rule.id) ?? "no"];
          if (mine !== naive || theirs !== naive)
            violations.push(
              `seed ${seed + round}, ${rule.id}, event ${at}: ${mine} and ${theirs} where it is ${naive}: ${JSON.stringify(rule.when).slice(0, 300)}`,
            );
        }
      }
    }
    return { cases: rounds * size.rules * size.events, violations, figures: counts };
  },
};
