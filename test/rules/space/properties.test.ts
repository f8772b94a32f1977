import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Facts } from "../../../lib/core/event.ts";
import type { Instant } from "../../../lib/core/time.ts";
import { type CompiledRule, compileRule } from "../../../lib/rules/compile.ts";
import type { Conditions } from "../../../lib/rules/conditions.ts";
import { readRegex } from "../../../lib/rules/regex.ts";
import type { Rule } from "../../../lib/rules/rulebook.ts";
import { exampleNow } from "../../../lib/rules/space/example.ts";
import { covers, exampleOf, overlap, type Region } from "../../../lib/rules/space/overlap.ts";
import { conditions, facts, moment } from "../arbitraries.ts";

const seed = 20_261_122;

const projects = fc
  .uniqueArray(fc.constantFrom("**", "shop/*", "shop/**", "**/api", "!shop/x", "shop/api", 1, 2, "!2"), {
    minLength: 1,
    maxLength: 3,
  })
  .filter((all) => all.some((one) => !String(one).startsWith("!")));
const where = fc.oneof(conditions(0), conditions(1), conditions(2));
const region: fc.Arbitrary<Region> = fc.record({ projects, when: where }, { requiredKeys: [] });

/** Two that have something to do with each other: parts of one in the other, or what one leaves out. */
const pair: fc.Arbitrary<readonly [Region, Region]> = fc.oneof(
  fc.tuple(region, region),
  fc.tuple(where, where).map(([one, other]) => [{ when: one }, { when: { all: [one, other] } }] as const),
  fc.tuple(where, where).map(([one, other]) => [{ when: one }, { when: { any: [{ not: one }, other] } }] as const),
  fc.tuple(where, where).map(([one, other]) => [{ when: { any: [one, other] } }, { when: one }] as const),
  fc.tuple(where, where).map(([one, other]) => [{ when: { all: [one, other] } }, { when: { not: one } }] as const),
  fc.tuple(where, fc.boolean()).map(([one, more]) => [{ when: one }, { when: nearly(one, more) }] as const),
);

/** The same with one thing less, or with its flags turned. */
function nearly(one: Conditions, isLess: boolean): Conditions {
  const entries = Object.entries(one);
  const few = isLess && entries.length > 1 ? entries.slice(1) : entries;
  return Object.fromEntries(few.map(([key, value]) => [key, typeof value === "boolean" ? !value : value]));
}

function asRule({ projects: where = ["**"], when }: Region): Rule {
  const rest = {
    id: "r",
    on: ["job" as const],
    do: { action: "keep", params: {} },
    mode: "enforce" as const,
    limit: {},
  };
  return { ...rest, projects: [...where], ...(when && { when }) };
}

const compiled = new WeakMap<Region, CompiledRule>();

/** Whether the rule evaluator itself says yes. */
function means(one: Region, given: Facts, now: Instant): boolean {
  const rule = compiled.get(one) ?? compileRule(asRule(one), 1, { readRegex });
  compiled.set(one, rule);
  return rule.decide(given, now).answer === "yes";
}

/** What GitLab tells no job: a number that is none, a rank of what did not succeed, runs of a trigger job. */
function isTold({ job, looked }: Facts): boolean {
  const numbers = [job.createdAt, job.startedAt, job.finishedAt, job.queuedSeconds, job.artifacts?.expireAt];
  return (
    !numbers.some((one) => Number.isNaN(one)) &&
    (typeof looked?.rank !== "number" || job.status === "success") &&
    (looked?.attempt === undefined || job.isBridge !== true)
  );
}

const drawn = facts.filter(isTold);
const jobs = fc.array(
  fc.tuple(
    drawn,
    moment.filter((at) => !Number.isNaN(at)),
  ),
  { minLength: 12, maxLength: 12 },
);

/** Jobs that one of them means, beside whatever is drawn. */
function alike(regions: readonly Region[]): [Facts, Instant][] {
  return regions.flatMap((one) => exampleOf([one]) ?? []).map((found) => [found, exampleNow]);
}

test("where two have certainly no job in common, there is none that both mean; where they have, both mean the example", () => {
  const seen = { none: 0, some: 0, unsure: 0 };
  fc.assert(
    fc.property(pair, jobs, (both, given) => {
      const found = overlap(both);
      seen[found]++;
      if (found === "none")
        for (const [one, now] of [...given, ...alike(both)])
          assert.ok(!both.every((each) => means(each, one, now)), `${JSON.stringify(one)} at ${now}`);
      const example = exampleOf(both);
      assert.equal(example !== undefined, found === "some");
      if (example) assert.ok(both.every((each) => means(each, example, exampleNow)));
    }),
    { seed, numRuns: 700 },
  );
  assert.ok(seen.none > 100 && seen.some > 200, JSON.stringify(seen));
});

test("where one covers another, no job is meant by the narrow one alone", () => {
  let count = 0;
  fc.assert(
    fc.property(pair, jobs, ([wide, narrow], given) => {
      if (!covers(wide, narrow)) return;
      count++;
      for (const [one, now] of [...given, ...alike([narrow])])
        assert.ok(!means(narrow, one, now) || means(wide, one, now), `${JSON.stringify(one)} at ${now}`);
    }),
    { seed, numRuns: 700 },
  );
  assert.ok(count > 150, String(count));
});

test("nearly every region of rules that somebody could write has an example", () => {
  const found = fc.sample(conditions(0), { seed, numRuns: 500 }).map((when) => overlap([{ when }]));
  const some = found.filter((one) => one === "some").length;
  assert.ok(some > 300, `${some} of 500`);
});
