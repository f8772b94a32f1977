import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { openClasses } from "../../../lib/app/report/classes.ts";
import { createReport } from "../../../lib/app/report/report.ts";
import type { Entry } from "../../../lib/core/journal.ts";
import { day, done, failed, minute, monday, passed, reportOf, told } from "./entries.ts";

const seed = 20_261_121;

/** What happens to a job of a pipeline, and who cares for it. */
const Story = fc.record({
  name: fc.constantFrom("build", "rspec 1/2", "rspec 2/2", "deploy"),
  pipeline: fc.integer({ min: 1, max: 6 }),
  project: fc.integer({ min: 7, max: 9 }),
  reason: fc.constantFrom("runner_system_failure", "script_failure", "image_pull_failure"),
  begins: fc.integer({ min: 0, max: 3_000 }),
  waits: fc.integer({ min: 0, max: 60 }),
  how: fc.constantFrom("ours", "people", "gate", "restart", "keep", "alone"),
  helps: fc.boolean(),
});
type Story = typeof Story extends fc.Arbitrary<infer T> ? T : never;

/** @param spread how many days lie between one story and the next */
function entriesOf(stories: readonly Story[], spread = 0): Entry[] {
  return stories.flatMap((story, at) => {
    const begins = story.begins + at * spread * 24 * 60;
    const id = 100 + at * 10;
    const of = { projectId: story.project, projectPath: `shop/${story.project}` };
    const job = { name: story.name, pipelineId: story.pipeline, failureReason: story.reason };
    const deed = (verb: string) => done(begins + story.waits, verb, id, of);
    const madeAt = monday + (begins + story.waits) * minute;
    const again = story.helps ? passed : failed;
    const next = again(begins + story.waits + 12, id + 1, { ...job, createdAt: madeAt }, of);
    switch (story.how) {
      case "ours":
        return [failed(begins, id, job, of), deed("retry"), next];
      case "people":
        return [failed(begins, id, job, of), next];
      case "gate":
        return [
          told(begins, { ...job, id, status: "manual", createdAt: monday + begins * minute }, of),
          deed("play"),
          passed(begins + story.waits + 12, id, job, of),
        ];
      case "restart":
        return [
          told(begins, { ...job, id, status: "pending" }, of),
          { ...deed("cancel"), tasks: [{ id: `gitlab/7/job:${id}/retry`, step: "planned" as const }] },
          deed("retry"),
          next,
        ];
      case "keep":
        return [passed(begins, id, job, of), deed("keep")];
      default:
        return [failed(begins, id, job, of)];
    }
  });
}

const Stories = fc.array(Story, { minLength: 1, maxLength: 12 });

test("in whatever order seven days' entries come, and however often, the report is the same", () => {
  const Given = Stories.chain((stories) => {
    const entries = entriesOf(stories);
    const doubled = [...entries, ...entries];
    const mixed = fc.shuffledSubarray(doubled, { minLength: doubled.length });
    return fc.record({ entries: fc.constant(entries), mixed });
  });
  fc.assert(
    fc.property(Given, ({ entries, mixed }) => {
      assert.deepEqual(reportOf(mixed), reportOf(entries));
    }),
    { seed, numRuns: 300 },
  );
});

test("a delivery that GitLab sends again later, in an entry of its own, changes nothing", () => {
  fc.assert(
    fc.property(Stories, fc.integer({ min: 0, max: 20 }), (stories, minutes) => {
      const entries = entriesOf(stories);
      const again = entries.flatMap((entry): Entry[] =>
        entry.kind === "delivery" ? [{ ...entry, id: `${entry.id}-2`, at: entry.at + minutes * minute }] : [],
      );
      assert.deepEqual(reportOf([...entries, ...again]), reportOf(entries));
    }),
    { seed, numRuns: 200 },
  );
});

test("over months the report is the same from the newest to the oldest entry and the other way", () => {
  fc.assert(
    fc.property(Stories, fc.integer({ min: 0, max: 12 }), (stories, spread) => {
      const entries = entriesOf(stories, spread).toSorted((one, other) => one.at - other.at);
      const options = { days: 180 };
      assert.deepEqual(reportOf(entries.toReversed(), options), reportOf(entries, options));
    }),
    { seed, numRuns: 300 },
  );
});

test("what lies a week behind is let go: of many weeks it remembers no more runs than those of seven days and a page", () => {
  const counter = createReport({ since: monday, until: monday + 100 * day, classes: openClasses(), assumeMinutes: 15 });
  const perDay = 500;
  let most = 0;
  for (let at = 0; at < 40 * perDay; at++) {
    counter.add(failed((at * 24 * 60) / perDay, at + 1, { pipelineId: at + 1 }));
    most = Math.max(most, counter.remembers());
  }
  assert.ok(most >= 7 * perDay && most <= 7 * perDay + 2_001, String(most));
  assert.equal(counter.report().totals.failures, 40 * perDay);
});
