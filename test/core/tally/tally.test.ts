import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Job } from "../../../lib/core/job.ts";
import { type Doing, doingText, readDoing } from "../../../lib/core/tally/doing.ts";
import { projectTally } from "../../../lib/core/tally/projectTally.ts";
import { addJobs, mergeTallies, newTally, type Tally } from "../../../lib/core/tally.ts";
import { day, judging, now, someJobs, split } from "./draw.ts";

const seed = 20_261_122;
const counted = {
  project: { id: 42, path: "shop/api" },
  ...{ cycle: "c", at: now, ended: now, rulesVersion: 3, rulesLeftOut: 0, isProtectionKnown: true },
};
const whole = (tally: Tally) => projectTally(tally, counted);
const all = (jobs: readonly Job[]) => addJobs(newTally(), jobs, judging);

/** As the ledger gives it back. */
function stored(tally: Tally): Tally {
  const doing: Doing = { cycle: "c", at: now, tally };
  const read = readDoing(doingText(doing));
  assert.ok(read);
  return read.tally;
}

test("however jobs are cut into steps, in whatever order they come, and written down in between, their tally is the same", () => {
  const cut = fc.record({ jobs: someJobs, sizes: fc.array(fc.nat(9)), order: fc.infiniteStream(fc.nat()) });
  fc.assert(
    fc.property(cut, ({ jobs, sizes, order }) => {
      const shuffled = jobs.map((job) => ({ job, at: order.next().value })).toSorted((one, other) => one.at - other.at);
      const steps = split(
        shuffled.map(({ job }) => job),
        sizes,
      );
      const stepped = steps.reduce((tally, step) => stored(addJobs(tally, step, judging)), newTally());
      const merged = mergeTallies(steps.map((step) => all(step)).toReversed());
      assert.deepEqual(stepped, all(jobs));
      assert.deepEqual(stored(merged), all(jobs));
      assert.equal(
        doingText({ cycle: "c", at: now, tally: merged }),
        doingText({ cycle: "c", at: now, tally: all(jobs) }),
      );
    }),
    { seed, numRuns: 400 },
  );
});

test("every split of a tally sums up to its total, in jobs' files and in bytes", () => {
  fc.assert(
    fc.property(someJobs, (jobs) => {
      const { total, names, types, refs, ages, expiries } = whole(all(jobs));
      const files = jobs.flatMap(({ artifacts }) => artifacts?.files ?? []);
      const bytes = files.reduce(
        (sum, { sizeBytes }) => sum + BigInt(Math.min(Math.floor(sizeBytes), 2 ** 53 - 1)),
        0n,
      );
      const most = BigInt(Number.MAX_SAFE_INTEGER);
      const expected = { files: files.length, bytes: Number(bytes > most ? most : bytes) };
      const splits = [
        [total],
        [...names.rows, names.others],
        [...types.rows, types.others],
        ...[refs, ages, expiries].map((bands) => Object.values(bands)),
      ];
      for (const rows of splits) {
        const added = rows.reduce((sum, row) => sum + BigInt(row.bytes), 0n);
        assert.deepEqual(
          { files: rows.reduce((sum, row) => sum + row.files, 0), bytes: Number(added > most ? most : added) },
          expected,
        );
      }
    }),
    { seed, numRuns: 400 },
  );
});

test("a rule that is changed while a project is counted has no forecast, in whatever order its jobs came", () => {
  const other = { ...judging, rules: judging.rules.map((rule) => ({ ...rule, fingerprint: "later" })) };
  const fewer = { ...judging, rules: judging.rules.slice(1) };
  fc.assert(
    fc.property(someJobs, someJobs, (before, others) => {
      const after = others.map((job) => ({ ...job, id: job.id - 1_000 }));
      fc.pre(before.length > 0 && after.length > 0);
      for (const later of [other, fewer]) {
        const one = addJobs(all(before), after, later);
        const two = mergeTallies([addJobs(newTally(), after, later), all(before)]);
        assert.deepEqual(one, two);
        const changed = whole(one).rules.filter(({ isChanged }) => isChanged);
        assert.equal(changed.length, later === other ? 2 : 1);
        assert.ok(changed.every((rule) => rule.now.jobs + rule.month.jobs === 0));
      }
    }),
    { seed, numRuns: 100 },
  );
});

const ofTag = ({ ref, tag }: Job) => tag === true || ref === undefined;

test("no rule is told to free what is of the newest pipeline of its branch, or of its newest success", () => {
  fc.assert(
    fc.property(someJobs, (jobs) => {
      const spares = ({ ref, tag, pipelineId = 0, pipelineStatus }: Job) => {
        const others = jobs.filter((job) => !ofTag(job) && job.ref === ref && (job.pipelineId ?? 0) > pipelineId);
        const isNewest = others.length === 0;
        const isGood = pipelineStatus === "success" && others.every((job) => job.pipelineStatus !== "success");
        return pipelineId > 0 && ref !== undefined && tag !== true && (isNewest || isGood);
      };
      const sizes = (some: readonly Job[], rule: number, at: number) =>
        some.flatMap((job) => judging.rules[rule]?.wouldGo(job, at).files ?? []).length;
      for (const [at, { rule, now: soon, newest }] of whole(all(jobs)).rules.entries()) {
        const [spared, others] = [jobs.filter(spares), jobs.filter((job) => !spares(job))];
        assert.deepEqual([rule, soon.files, newest.now.files], [rule, sizes(others, at, now), sizes(spared, at, now)]);
      }
    }),
    { seed, numRuns: 400 },
  );
});

test("what leaked is of the newest success of its branch or later, or before it; of which ones is told for the newest four", () => {
  const first = judging.now - day;
  fc.assert(
    fc.property(someJobs, (jobs) => {
      const few = jobs.map((job) =>
        job.pipelineId === undefined ? job : { ...job, pipelineId: (job.pipelineId % 4) + 1 },
      );
      const steady = few.map((job) => ({ ...job, pipelineStatus: job.pipelineId === 2 ? "success" : "failed" }));
      const expected = { newest: 0, tag: 0, lag: 0, unknown: 0 };
      for (const { ref, tag, pipelineId, artifacts } of steady) {
        const files = (artifacts?.files ?? []).filter(({ type }) => type !== "trace").length;
        if (typeof artifacts?.expireAt !== "number" || artifacts.expireAt >= first) continue;
        const hasSuccess = steady.some((job) => !(job.tag === true) && job.ref === ref && job.pipelineId === 2);
        if (tag === true) expected.tag += files;
        else if (ref === undefined || pipelineId === undefined) expected.unknown += files;
        else expected[hasSuccess && pipelineId < 2 ? "lag" : "newest"] += files;
      }
      const { causes, all: leaked } = whole(all(steady)).leaks;
      const told = Object.fromEntries(Object.entries(causes).map(([cause, { files }]) => [cause, files]));
      assert.deepEqual(told, expected);
      assert.equal(
        leaked.files,
        Object.values(expected).reduce((sum, files) => sum + files, 0),
      );
    }),
    { seed, numRuns: 400 },
  );
});
