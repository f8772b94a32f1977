import { actions } from "../../../lib/actions/index.ts";
import { activeRules } from "../../../lib/app/activeRules.ts";
import type { Answer } from "../../../lib/core/verdict.ts";
import { compileRule } from "../../../lib/rules/compile.ts";
import { openRulebook, ruleReader } from "../../../lib/rules/opened.ts";
import { readRegex } from "../../../lib/rules/regex.ts";
import type { Rule } from "../../../lib/rules/rulebook.ts";
import type { Proof } from "../../prove/proof.ts";
import { type Drawn, draw, shuffled } from "../naive/draw.ts";

/** Rules that no file could have brought in: another version wrote them, or something spoilt them. */
const broken: readonly ((rule: Rule) => unknown)[] = [
  (rule) => ({ ...rule, when: { statuss: ["failed"] } }),
  (rule) => ({ ...rule, when: { name: [{ matches: "(?=a)a" }] } }),
  (rule) => ({ ...rule, do: { action: "explode", params: {} } }),
  (rule) => ({ ...rule, do: { action: "retry", params: { after: "soon" } } }),
  (rule) => ({ ...rule, projects: [] }),
  (rule) => ({ ...rule, mode: { enforce: "many" } }),
  (rule) => ({ ...rule, for: "-1h" }),
  (rule) => ({ ...rule, until: "2026-02-30" }),
  ({ id }) => ({ id }),
  () => null,
  () => 7,
  () => ({ constructor: { prototype: {} } }),
];

const readRule = ruleReader(actions);

function decisions(rules: readonly unknown[], events: Drawn["events"]): string {
  const book = openRulebook({ rules: JSON.stringify({ version: 1, rules }) }, readRule);
  const active = activeRules(book, 1, (position) => compileRule(book.read(position), 1, { readRegex }));
  return JSON.stringify(
    events.map(({ facts, now }) =>
      active
        .candidates(facts, ["job"])
        .filter(({ rule }) => rule.id.startsWith("r"))
        .map((rule): [string, Answer] => [rule.name, rule.decide(facts, now).answer])
        .filter(([, answer]) => answer !== "no"),
    ),
  );
}

/** P27: among good rules stand some that cannot be used. */
export const brokenAlone: Proof = {
  promises: ["P27"],
  says: "1 to 50 broken rules among good ones change no decision of a good one",
  cases: { onPush: 100, byProve: 10_000 },
  async run(cases, seed) {
    const violations: string[] = [];
    const figures = { "broken rules": 0, decisions: 0 };
    const setsOfOneDraw = 20;
    let drawn = draw({ rules: 20, events: 20 }, seed);
    let expected = "";
    for (let set = 0; set < cases; set++) {
      if (set % setsOfOneDraw === 0) {
        drawn = draw({ rules: 20, events: 20 }, seed + set);
        expected = decisions(drawn.rules, drawn.events);
      }
      const count = 1 + ((seed + set * 7) % 50);
      const more = Array.from({ length: count }, (_, at) => {
        const like = drawn.rules[at % drawn.rules.length];
        return like && broken[(set + at) % broken.length]?.({ ...like, id: `x${at}` });
      });
      figures["broken rules"] += count;
      figures.decisions += drawn.rules.length * drawn.events.length;
      const mixed = inOrder(drawn.rules, more, seed + set);
      if (decisions(mixed, drawn.events) !== expected)
        violations.push(`seed ${seed}, set ${set}: a good rule decided otherwise`);
    }
    return { cases, violations, figures };
  },
};

/** The good rules in their order, with the others anywhere between them. */
function inOrder(good: readonly Rule[], others: readonly unknown[], seed: number): unknown[] {
  const places = shuffled([...good.map(() => true), ...others.map(() => false)], seed);
  const [left, more] = [[...good], [...others]];
  return places.map((isGood) => (isGood ? left.shift() : more.shift()));
}
