import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Facts } from "../../lib/core/event.ts";
import type { Job } from "../../lib/core/job.ts";
import { lookedNames } from "../../lib/core/looked.ts";
import { type Answer, allOf, anyOf, asksOf, type Clause, notOf } from "../../lib/core/verdict.ts";
import { type CompiledRule, compileRulebook } from "../../lib/rules/compile.ts";
import { readRulebook } from "../../lib/rules/read.ts";
import { readRegex } from "../../lib/rules/regex.ts";
import type { Rule } from "../../lib/rules/rulebook.ts";
import { conditions, facts, moment } from "./arbitraries.ts";
import { parseRulebook, specs } from "./specs.ts";

const seed = 20_261_101;

const rule: fc.Arbitrary<Omit<Rule, "id">> = fc.record({
  projects: fc.array(fc.oneof(fc.integer({ min: 1, max: 3 }), fc.constantFrom("**", "shop/*", "!shop/x", "!2")), {
    minLength: 1,
  }),
  on: fc.constant(["job" as const]),
  until: fc.constantFrom("2026-12-31", "9999-12-31"),
  when: conditions(2),
  do: fc.constant({ action: "keep", params: {} }),
  mode: fc.constantFrom("report" as const, "enforce" as const, "off" as const),
  limit: fc.constant({}),
});

function rulesOf(list: readonly Omit<Rule, "id">[]): readonly CompiledRule[] {
  return compileRulebook({ rules: list.map((one, at) => ({ ...one, id: `r${at}` })) }, 3, { readRegex });
}

const rules = fc.array(rule, { minLength: 1, maxLength: 4 });

test("deciding never throws, and says the same twice and in any order of rules", () => {
  const answers = new Set<Answer>();
  fc.assert(
    fc.property(rules, facts, moment, (list, given, now) => {
      const verdicts = rulesOf(list).map((one) => one.decide(given, now));
      assert.deepEqual(
        rulesOf(list).map((one) => one.decide(given, now)),
        verdicts,
      );
      const turned = rulesOf(list).toReversed();
      assert.deepEqual(turned.map((one) => one.decide(given, now)).toReversed(), verdicts);
      for (const { answer } of verdicts) answers.add(answer);
    }),
    { seed, numRuns: 1000 },
  );
  assert.deepEqual([...answers].toSorted(), ["no", "unknown", "yes"]);
});

test("an answer follows from its clauses, and the deciding clause has that answer", () => {
  fc.assert(
    fc.property(rule, facts, moment, (one, given, now) => {
      const [compiled] = rulesOf([one]);
      assert.ok(compiled);
      const { answer, because, clauses } = compiled.decide(given, now);
      assert.equal(allOf(clauses.map((clause) => clause.answer)), answer);
      assert.equal(because.answer, answer);
      for (const clause of clauses) assert.equal(summed(clause), clause.answer);
    }),
    { seed, numRuns: 1000 },
  );
});

/** A group's answer once more, from its parts alone. */
function summed({ path, answer, parts }: Clause): Answer {
  if (!parts) return answer;
  const answers = parts.map(summed);
  if (path.endsWith(".any")) return anyOf(answers);
  return path.endsWith(".not") ? notOf(allOf(answers)) : allOf(answers);
}

/** A rule that says what its conditions say. */
const plain: fc.Arbitrary<Omit<Rule, "id">> = fc
  .tuple(rule, conditions(1))
  .map(([one, when]) => ({ ...one, when, projects: ["**"], mode: "enforce", until: "9999-12-31" }));

/** Facts that no other fact stands in for: without one of them less is known, and nothing else. */
const jobFacts: readonly (keyof Job)[] = [
  "stage",
  "failureReason",
  "artifacts",
  "allowFailure",
  "runnerTags",
  "runner",
  "archived",
  "createdAt",
  "startedAt",
  "queuedSeconds",
];
const standIns: ReadonlySet<string> = new Set(["pipeline", "by", "siblings"]);
const lookedFacts = [...lookedNames.filter((name) => !standIns.has(name)), "logs"];
const forgotten = fc.subarray([...jobFacts, ...lookedFacts], { minLength: 8 });

function without({ job, looked = {}, ...around }: Facts, names: readonly string[]): Facts {
  const but = <T extends object>(whole: T, known: readonly string[]) =>
    Object.fromEntries(Object.entries(whole).filter(([key]) => !known.includes(key) || !names.includes(key))) as T;
  return { ...around, job: but(job, jobFacts), looked: but(looked, lookedFacts) };
}

test("learning facts turns an unknown into an answer, and never a yes into a no", () => {
  let learnt = 0;
  fc.assert(
    fc.property(plain, facts, moment, forgotten, (one, given, now, names) => {
      const [compiled] = rulesOf([one]);
      assert.ok(compiled);
      const before = compiled.decide(without(given, names), now).answer;
      const after = compiled.decide(given, now).answer;
      if (before === "unknown") learnt += after === "unknown" ? 0 : 1;
      else assert.equal(after, before);
    }),
    { seed, numRuns: 3000 },
  );
  assert.ok(learnt > 100, `only ${learnt} unknowns were settled`);
});

test("what a look is asked for is lacking, and asked for once", () => {
  let asked = 0;
  fc.assert(
    fc.property(plain, facts, moment, (one, given, now) => {
      const [compiled] = rulesOf([one]);
      const { answer, clauses } = compiled?.decide(given, now) ?? assert.fail();
      const asks = asksOf(clauses);
      if (answer !== "unknown") return;
      asked += asks.length;
      assert.equal(new Set(asks.map((ask) => JSON.stringify(ask))).size, asks.length);
      for (const ask of asks) {
        if (!("fact" in ask) || ask.fact === "environment" || ask.fact === "pipeline" || ask.fact === "by") continue;
        assert.equal(given.looked?.[ask.fact], undefined);
      }
    }),
    { seed, numRuns: 2000 },
  );
  assert.ok(asked > 100, `only ${asked} asks`);
});

test("reading never throws, whatever the text", () => {
  const line = fc.constantFrom(
    "version: 1",
    "rules:",
    "- id: a",
    "  on: job",
    "  when: {",
    "}",
    "[",
    "*a",
    "&a x",
    "? b",
    "\t",
    "---",
    "!t",
    "|",
    '"',
    "\u0000",
    "%YAML",
  );
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(line).map((lines) => lines.join("\n")),
    fc.json(),
  );
  fc.assert(
    fc.property(text, (written) => {
      const read = readRulebook(written, "f", specs);
      assert.ok("rulebook" in read || read.problems.length > 0);
      if ("problems" in read) assert.ok(read.problems.every(({ line, column }) => line >= 1 && column >= 1));
    }),
    { seed, numRuns: 1000 },
  );
});

test("whatever is read is read back from what is stored", () => {
  let good = 0;
  fc.assert(
    fc.property(rules, (list) => {
      const written = list.map(({ do: verb, ...one }, at) => ({ ...one, id: `r${at}`, do: verb.action }));
      const read = readRulebook(JSON.stringify({ version: 1, rules: written }), "f", specs);
      if ("problems" in read) return;
      good++;
      const stored = JSON.stringify(read.rulebook);
      assert.equal(JSON.stringify(parseRulebook(JSON.parse(stored), specs)), stored);
    }),
    { seed, numRuns: 500 },
  );
  assert.ok(good > 50, `only ${good} rulebooks were good`);
});
