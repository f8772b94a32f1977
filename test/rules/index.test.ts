import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Facts } from "../../lib/core/event.ts";
import { isLaterInLife, jobStatuses } from "../../lib/core/job.ts";
import { type CompiledRule, compileRulebook } from "../../lib/rules/compile.ts";
import type { Conditions } from "../../lib/rules/conditions.ts";
import { indexRules } from "../../lib/rules/index/ruleIndex.ts";
import { readRegex } from "../../lib/rules/regex.ts";
import type { Rule, Rulebook } from "../../lib/rules/rulebook.ts";
import { facts as anyFacts, conditions, moment } from "./arbitraries.ts";
import { factsWith, rulebookOf } from "./specs.ts";

const seed = 20_261_122;

const texts = ["build", "build-1", "build-x", "test", "deploy:eu", "", "a/b", "b", "émile 😀", "script_failure"];
const globs = [...texts, "build*", "build-?", "*-x", "*ui*", "**", "deploy:*", "**/b", "a/**", "*"].filter(Boolean);
const projects = ["shop/api", "shop/web", "shop/sub/api", "other/api", "shop", "42"];
const entries = [
  ...["**", "shop/*", "shop/**", "shop/sub/**", "**/api", "sh?p/*", "*", "shop/api", "other/api", "42", "shop/a*"],
  ...["!shop/web", "!42"],
];

const some = <T>(list: readonly T[]) => fc.array(fc.constantFrom(...list), { minLength: 1, maxLength: 3 });

const looked = {
  status: some(jobStatuses),
  name: some(globs),
  stage: some(globs),
  ref: fc.array(fc.oneof(fc.constantFrom(...globs), fc.constant({ matches: "build.*" })), {
    minLength: 1,
    maxLength: 3,
  }),
  tag: fc.boolean(),
  failureReason: some(["script_failure", "stuck_or_timeout_failure", "*_failure"]),
  environment: some(globs),
  pipelineSource: some(["push", "web", "*"]),
};

/** Conditions on what the index looks at, a few at a time, so that rules and jobs meet often. */
const plain: fc.Arbitrary<Conditions> = fc
  .uniqueArray(fc.constantFrom(...(Object.keys(looked) as (keyof typeof looked)[])), { maxLength: 2 })
  .chain((keys) => fc.record(looked, { requiredKeys: [] }).map((all) => pick(all, ["status", ...keys])));

function pick(all: Partial<Record<keyof typeof looked, unknown>>, keys: readonly (keyof typeof looked)[]): Conditions {
  return Object.fromEntries(keys.flatMap((key) => (all[key] === undefined ? [] : [[key, all[key]]]))) as Conditions;
}

const when: fc.Arbitrary<Conditions> = fc.oneof(
  { weight: 6, arbitrary: plain },
  { weight: 1, arbitrary: plain.map((inner): Conditions => ({ all: [inner], name: ["build*"] })) },
  { weight: 1, arbitrary: conditions(2) },
);

const rule = fc.record({
  id: fc.constant("r"),
  projects: some(entries),
  on: fc.constantFrom<Rule["on"]>(["job"], ["pipeline"], ["job", "pipeline"], [{ schedule: { every: "1d" } }]),
  when,
  do: fc.constant({ action: "keep", params: {} }),
  mode: fc.constantFrom<Rule["mode"]>("report", "enforce", { enforce: "10%" }, "off"),
  limit: fc.constant({}),
}) satisfies fc.Arbitrary<Rule>;

const plainFacts: fc.Arbitrary<Facts> = fc.record(
  {
    project: fc.record({ id: fc.constantFrom(1, 42), path: fc.constantFrom(...projects) }, { requiredKeys: ["id"] }),
    job: fc.record(
      {
        id: fc.constant(7),
        name: fc.constantFrom(...texts),
        status: fc.constantFrom(...jobStatuses, "failed" as const, "other" as const),
        stage: fc.constantFrom(...texts),
        ref: fc.constantFrom(...texts),
        tag: fc.boolean(),
        failureReason: fc.constantFrom(null, "script_failure", "no_updates_running", "other"),
        environment: fc.option(fc.record({ name: fc.constantFrom(...texts) })),
      },
      { requiredKeys: ["id", "name", "status"] },
    ),
    pipeline: fc.record({ id: fc.constant(9), source: fc.constantFrom("push", "web") }),
  },
  { requiredKeys: ["project", "job"] },
);

const kinds = fc.constantFrom(["job"], ["pipeline"], ["job", "pipeline"], ["deployment"]);

/** What asking every rule tells: which may want the job, or might have wanted it before. */
function mayCare(rule: CompiledRule, facts: Facts, now: number): boolean {
  const earlier = jobStatuses.filter((status) => isLaterInLife(facts.job.status, status));
  const views = [facts, ...earlier.map((status) => ({ ...facts, job: { ...facts.job, status } }))];
  return views.some((view) => rule.decide(view, now).answer !== "no");
}

function numbered(list: readonly Rule[]): Rulebook {
  return { version: 1, rules: list.map((one, at) => ({ ...one, id: `r${at}` })) };
}

for (const [what, facts, numRuns] of [
  ["like the rules", plainFacts, 700],
  ["of every sort", anyFacts, 400],
] as const)
  test(`a rule that the index leaves out says no, for certain, to jobs ${what}`, () => {
    let asked = 0;
    let caring = 0;
    let leftOut = 0;
    fc.assert(
      fc.property(
        fc.array(rule, { minLength: 10, maxLength: 60 }),
        fc.array(facts, { minLength: 1, maxLength: 4 }),
        kinds,
        moment,
        (list, all, kinds, now) => {
          const book = numbered(list);
          const compiled = compileRulebook(book, 1, { readRegex });
          const index = indexRules(book.rules);
          for (const given of all) {
            const candidates = index.candidates(given, kinds);
            assert.deepEqual(
              candidates,
              [...new Set(candidates)].toSorted((one, other) => one - other),
            );
            const meant = compiled.map((one) => kinds.some((kind) => one.concerns(kind as "job")));
            assert.ok(candidates.every((at) => meant[at]));
            const care = compiled.flatMap((one, at) => (meant[at] && mayCare(one, given, now) ? [at] : []));
            assert.deepEqual(
              care.filter((at) => !candidates.includes(at)),
              [],
            );
            assert.ok(care.length === 0 || index.mayConcern(given.project, kinds));
            asked += candidates.length;
            caring += care.length;
            leftOut += meant.filter(Boolean).length - candidates.length;
          }
        },
      ),
      { seed, numRuns },
    );
    assert.ok(caring > 1000, `only ${caring} rules cared`);
    assert.ok(leftOut > asked, `${leftOut} left out, ${asked} asked`);
  });

test("rules in another order are the same candidates", () => {
  fc.assert(
    fc.property(fc.array(rule, { minLength: 1, maxLength: 40 }), plainFacts, (list, given) => {
      const last = list.length - 1;
      const forwards = indexRules(list).candidates(given, ["job"]);
      const backwards = indexRules(list.toReversed()).candidates(given, ["job"]);
      assert.deepEqual(backwards.map((at) => last - at).toReversed(), forwards);
    }),
    { seed, numRuns: 200 },
  );
});

function bookOf(count: number, keys: (at: number) => string): Rulebook {
  const lines = Array.from({ length: count }, (_, at) => `  - { id: r${at}, on: job, do: retry, ${keys(at)} }`);
  return rulebookOf(["version: 1", "rules:", ...lines, ""].join("\n"));
}

for (const [what, keys, candidates] of [
  ["of other projects", (at: number) => `projects: team-${at}/app, when: { status: failed }`, []],
  ["about other statuses", () => 'projects: "**", when: { status: success }', []],
  ["about other names", (at: number) => `projects: "**", when: { status: failed, name: job-${at} }`, []],
  ["whose globs begin otherwise", (at: number) => `projects: "**", when: { status: failed, name: "job-${at}*" }`, []],
  ["whose globs end otherwise", (at: number) => `projects: "**", when: { status: failed, name: "*-job-${at}" }`, []],
  [
    "of which one is meant",
    (at: number) => `projects: "**", when: { status: failed, stage: s${at % 10}, ref: r${at} }`,
    [7],
  ],
  ["within a group", (at: number) => `projects: shop/**, when: { status: failed, ref: "r${at}" }`, [7]],
] as const)
  test(`of a thousand rules ${what} only those that may match are asked`, () => {
    const index = indexRules(bookOf(1000, keys).rules);
    assert.deepEqual(index.candidates(factsWith({ stage: "s7", ref: "r7" }), ["job"]), candidates);
  });

test("beyond 32 globs with wildcards at both ends, the rules that have one are asked", () => {
  const index = indexRules(bookOf(40, (at) => `projects: "**", when: { status: failed, name: "*job-${at}*" }`).rules);
  assert.deepEqual(index.candidates(factsWith(), ["job"]), [32, 33, 34, 35, 36, 37, 38, 39]);
});

test("a rule about a status that the job has left is a candidate: its task may have to be closed", () => {
  const index = indexRules(bookOf(1, () => 'projects: "**", when: { status: pending }').rules);
  assert.deepEqual(index.candidates(factsWith({ status: "failed" }), ["job"]), [0]);
  assert.deepEqual(index.candidates(factsWith({ status: "created" }), ["job"]), []);
});

test("every rule that may be for a project whose path nobody told is asked, by its id too", () => {
  const index = indexRules(bookOf(3, (at) => `projects: ${["shop/**", 42, 43][at]}, when: { status: failed }`).rules);
  const given = { ...factsWith(), project: { id: 42 } };
  assert.deepEqual(
    index.candidates(given, ["job"]).filter((at) => at < 2),
    [0, 1],
  );
});

test("rules are listed by what may cause them", () => {
  const index = indexRules(bookOf(2, (at) => `projects: "**", when: { status: ${["failed", "success"][at]} }`).rules);
  assert.deepEqual([...index.ofKinds(["job"])], [0, 1]);
  assert.deepEqual([...index.ofKinds(["schedule", "command"])], []);
});
