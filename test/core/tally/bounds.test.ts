import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Job } from "../../../lib/core/job.ts";
import { doingText, readProjectTally } from "../../../lib/core/tally/doing.ts";
import { clipped, jsonBytes } from "../../../lib/core/tally/jsonBytes.ts";
import { projectTally } from "../../../lib/core/tally/projectTally.ts";
import { addJobs, type Judging, mergeTallies, newTally, type Tally } from "../../../lib/core/tally.ts";
import { day, now, split } from "./draw.ts";

const seed = 20_261_122;
const bytesIn = (text: string) => new TextEncoder().encode(text).length;
const counted = {
  project: { id: 42, path: "x".repeat(1_024) },
  ...{ cycle: "2026-11-22T09:00:00Z", at: now, ended: now, rulesVersion: 3, rulesLeftOut: 0, isProtectionKnown: true },
};

/** As many rules as are judged, with the longest names; each wants everything. */
const judging: Judging = {
  now,
  rules: Array.from({ length: 20 }, (_, at) => ({
    rule: `rule-${at}`.padEnd(64, "x"),
    fingerprint: "abcdefghijkl",
    wouldGo: (job) => ({ files: job.artifacts?.files ?? [] }),
  })),
};

function leaked(id: number, more: Partial<Job>): Job {
  return {
    ...{ id, name: "build", status: "success", ref: "main", tag: false, pipelineId: id, pipelineStatus: "success" },
    createdAt: now - (id % 400) * day,
    artifacts: { files: [{ type: "archive", sizeBytes: 2 ** 41 + id }], expireAt: now - 3 * day },
    ...more,
  };
}

const letters = ["a", "é", "漢", "🙂", '"', "\\", "\u0001", "\u2028"];
/** A name of 1,024 letters that differs from all others in some way that nothing puts together early. */
const absurd = (at: number, letter: string) =>
  `${String.fromCodePoint(0x4e00 + at)}${letter.repeat(1_000)}`.slice(0, 1_024).toWellFormed();

for (const letter of letters)
  test(`5,000 absurd names, refs and types of ${JSON.stringify(letter)} take less than 350 KB, and no byte is lost`, () => {
    const jobs = Array.from({ length: 5_000 }, (_, at) => {
      const name = absurd(at, letter);
      const files = [{ type: absurd(at, letter), sizeBytes: 2 ** 40 + at }];
      return leaked(at + 1, { name, ref: name, artifacts: { files, expireAt: now - 3 * day } });
    });
    const tally = split(jobs, Array(49).fill(100)).reduce((sum, page) => addJobs(sum, page, judging), newTally());
    const protectedBranches = ["x".repeat(9_990)];
    assert.ok(bytesIn(doingText({ cycle: counted.cycle, at: now, protectedBranches, tally })) < 350_000);
    const history = Array.from({ length: 400 }, (_, at) => [20_000 + at, 2 ** 52] as [number, number]);
    const complete = projectTally(tally, counted, history);
    assert.ok(bytesIn(JSON.stringify(complete)) < 350_000);
    assert.deepEqual(readProjectTally(JSON.stringify(complete)), complete);
    const bytes = jobs.reduce((sum, job) => sum + (job.artifacts?.files[0]?.sizeBytes ?? 0), 0);
    const sum = (rows: readonly { readonly bytes: number }[]) => rows.reduce((all, row) => all + row.bytes, 0);
    const { names, types, leaks, total } = complete;
    assert.deepEqual(
      [
        total.bytes,
        sum([...names.rows, names.others]),
        sum([...types.rows, types.others]),
        sum(Object.values(leaks.causes)),
      ],
      [bytes, bytes, bytes, bytes],
    );
  });

test("where names and refs are too many to be told apart, how they are put together depends on no order", () => {
  const one = fc.record({
    name: fc.string({ minLength: 200, maxLength: 900, unit: "grapheme" }),
    ref: fc.nat(150).map((at) => `${at}`.padEnd(1_000 - 5 * at, "x")),
    pipelineId: fc.integer({ min: 1, max: 40 }),
    isSuccess: fc.boolean(),
  });
  let [coarse, beyond] = [0, 0];
  fc.assert(
    fc.property(fc.array(one, { minLength: 150, maxLength: 250 }), fc.array(fc.nat(40)), (told, sizes) => {
      const jobs = told.map(({ isSuccess, ...job }, at) =>
        leaked(at + 1, { ...job, pipelineStatus: isSuccess ? "success" : "failed" }),
      );
      const expected = tallyOf(jobs);
      const backwards = split(jobs.toReversed(), sizes).reduce((sum, page) => addJobs(sum, page, judging), newTally());
      const merged = mergeTallies(split(jobs, sizes).map(tallyOf));
      assert.deepEqual(backwards, expected);
      assert.deepEqual(merged, expected);
      if (expected.names.level > 0) coarse++;
      if (expected.leaks.beyond) beyond++;
    }),
    { seed, numRuns: 30 },
  );
  assert.ok(coarse > 10 && beyond > 10, `${coarse} had too many names, ${beyond} too many refs`);
});

function tallyOf(jobs: readonly Job[]): Tally {
  return addJobs(newTally(), jobs, judging);
}

test("a text takes as many bytes as is said, and its beginning never more than it may", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.integer({ min: 6, max: 60 }), (text, most) => {
      assert.equal(jsonBytes(text), bytesIn(JSON.stringify(text)));
      assert.ok(bytesIn(JSON.stringify(clipped(text, most))) <= most);
      assert.ok(clipped(text, most).isWellFormed());
    }),
    { seed, numRuns: 2_000 },
  );
});
