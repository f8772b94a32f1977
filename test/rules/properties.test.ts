import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Facts } from "../../lib/core/event.ts";
import { type JobStatus, jobStatuses } from "../../lib/core/job.ts";
import { type Answer, allOf, anyOf, type Clause, notOf } from "../../lib/core/verdict.ts";
import { type CompiledRule, compileRulebook } from "../../lib/rules/compile.ts";
import type { Conditions } from "../../lib/rules/conditions.ts";
import { readRulebook } from "../../lib/rules/read.ts";
import { parseRulebook, type Rule } from "../../lib/rules/rulebook.ts";
import { specs } from "./specs.ts";

const seed = 20_261_101;

const word = fc.oneof(
  fc.constantFrom(
    "main",
    "v1.0",
    "deploy:x",
    "rspec 1/4",
    "rspec: [a]",
    "a/b/c",
    "stuck_or_timeout_failure",
    "toString",
  ),
  fc.string({ unit: "binary", maxLength: 12 }),
);
const glob = fc
  .oneof(word, fc.constantFrom("*", "**", "v*", "a/**", "?", "rspec*"))
  .filter((text) => /^[^!]/.test(text));
const globs = fc.array(glob, { minLength: 1, maxLength: 3 });

/** Conditions whose groups nest `depth` deep at most. */
function conditions(depth: number): fc.Arbitrary<Conditions> {
  const inner = depth > 0 ? conditions(depth - 1) : undefined;
  return (
    fc
      .record(
        {
          status: fc.array(fc.constantFrom(...jobStatuses), { minLength: 1, maxLength: 3 }),
          name: globs,
          group: globs,
          stage: globs,
          ref: globs,
          tag: fc.boolean(),
          failureReason: globs,
          artifacts: fc.oneof(
            fc.constantFrom("present" as const, "absent" as const),
            fc.record({ expiredFor: fc.constant("7d") }),
          ),
          ...(inner && {
            all: fc.array(inner, { minLength: 1, maxLength: 2 }),
            any: fc.array(inner, { minLength: 1, maxLength: 2 }),
            not: inner,
          }),
        },
        { requiredKeys: [] },
      )
      // Few keys at a time, or nearly every rule would say no.
      .map((one) => Object.fromEntries(Object.entries(one).slice(-2)) as Conditions)
      .filter((one) => Object.keys(one).length > 0)
  );
}

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
  return compileRulebook({ version: 1, rules: list.map((one, at) => ({ ...one, id: `r${at}` })) }, 3);
}

const moment = fc.oneof(fc.integer({ min: 0, max: 4e12 }), fc.double(), fc.constantFrom(8.64e15, 8.64e15 + 1));
const facts: fc.Arbitrary<Facts> = fc.record(
  {
    project: fc.record(
      { id: fc.nat({ max: 4 }), path: fc.oneof(fc.constantFrom("shop/api", "shop/x"), word) },
      { requiredKeys: ["id"] },
    ),
    job: fc.record(
      {
        id: fc.nat(),
        name: word,
        status: fc.constantFrom<JobStatus>(...jobStatuses, "other"),
        stage: word,
        ref: word,
        tag: fc.boolean(),
        failureReason: fc.option(word),
        artifacts: fc.option(
          fc.record({
            files: fc.array(fc.record({ type: fc.constantFrom("trace", "archive"), sizeBytes: fc.nat() }), {
              maxLength: 2,
            }),
            expireAt: fc.option(moment),
          }),
        ),
      },
      { requiredKeys: ["id", "name", "status"] },
    ),
    pipeline: fc.record(
      { id: fc.nat(), ref: word, tag: fc.boolean(), source: fc.constantFrom("push", "merge_request_event") },
      { requiredKeys: ["id"] },
    ),
  },
  { requiredKeys: ["project", "job"] },
);

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

test("learning a fact turns an unknown into an answer, and never a yes into a no", () => {
  let learnt = 0;
  fc.assert(
    fc.property(rule, facts, moment, fc.nat(), (one, given, now, pick) => {
      const [compiled] = rulesOf([one]);
      assert.ok(compiled);
      const optional = ["stage", "ref", "tag", "failureReason", "artifacts"] as const;
      const { [optional[pick % optional.length] ?? "ref"]: _, ...job } = given.job;
      const without = { project: given.project, job };
      const before = compiled.decide(without, now).answer;
      const after = compiled.decide({ project: given.project, job: given.job }, now).answer;
      if (before === "unknown") learnt += after === "unknown" ? 0 : 1;
      else assert.equal(after, before);
    }),
    { seed, numRuns: 3000 },
  );
  assert.ok(learnt > 20, `only ${learnt} unknowns were settled`);
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
