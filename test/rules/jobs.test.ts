import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Facts } from "../../lib/core/event.ts";
import type { Job } from "../../lib/core/job.ts";
import type { Answer } from "../../lib/core/verdict.ts";
import { ruleWith } from "./specs.ts";

const seed = 20_261_121;

/** A job of which it is or is not known whether it is selected (by its stage), and whether it holds (by its tag). */
interface Known {
  readonly selected: Answer;
  readonly holds: Answer;
}

const answer = fc.constantFrom<Answer>("yes", "no", "unknown");
const known: fc.Arbitrary<Known> = fc.record({ selected: answer, holds: answer });

function jobOf({ selected, holds }: Known, id: number): Job {
  return {
    id,
    name: `j${id}`,
    status: "success",
    ...(selected !== "unknown" && { stage: selected === "yes" ? "test" : "other" }),
    ...(holds !== "unknown" && { tag: holds === "yes" }),
  };
}

/** Every way in which what is unknown may turn out. */
function worlds(list: readonly Known[]): { selected: boolean; holds: boolean }[][] {
  const ways = (one: Answer) => (one === "unknown" ? [true, false] : [one === "yes"]);
  const [first, ...rest] = list;
  if (!first) return [[]];
  const ends = worlds(rest);
  return ways(first.selected).flatMap((selected) =>
    ways(first.holds).flatMap((holds) => ends.map((end) => [{ selected, holds }, ...end])),
  );
}

const quantifiers = {
  all: (list: readonly boolean[]) => list.length > 0 && list.every(Boolean),
  any: (list: readonly boolean[]) => list.some(Boolean),
  none: (list: readonly boolean[]) => !list.some(Boolean),
};

function inEveryWorld(list: readonly Known[], holds: (list: readonly boolean[]) => boolean): Answer {
  const answers = new Set(
    worlds(list).map((world) => holds(world.filter((one) => one.selected).map((one) => one.holds))),
  );
  if (answers.size > 1) return "unknown";
  return answers.has(true) ? "yes" : "no";
}

for (const [kind, holds] of Object.entries(quantifiers))
  test(`\`${kind}\` of the jobs is a yes or a no exactly where nothing unknown could change it`, () => {
    const rule = ruleWith(`when: { jobs: { where: { stage: test }, ${kind}: { tag: true } } }`);
    const seen = new Set<Answer>();
    const property = fc.property(fc.array(known, { maxLength: 5 }), (list) => {
      const facts = (around: Partial<Facts>): Facts => ({
        project: { id: 1 },
        job: jobOf({ selected: "no", holds: "no" }, 99),
        ...around,
      });
      const jobs = list.map(jobOf);
      const answer = rule.decide(facts({ looked: { siblings: jobs } }), 0).answer;
      assert.equal(answer, inEveryWorld(list, holds));
      seen.add(answer);
      // A hook leaves out trigger jobs: one more job of which nothing is known.
      const hooked = rule.decide(facts({ pipeline: { id: 1, jobs } }), 0).answer;
      assert.equal(hooked, inEveryWorld([...list, { selected: "unknown", holds: "unknown" }], holds));
    });
    fc.assert(property, { seed, numRuns: 500 });
    assert.equal(seen.size, 3);
  });
