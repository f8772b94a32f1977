import fc from "fast-check";
import type { Job } from "../../../lib/core/job.ts";
import type { Judging } from "../../../lib/core/tally.ts";

export const now = Date.UTC(2026, 10, 22, 9);
export const day = 86_400_000;

const types = ["archive", "metadata", "junit", "trace", "a type that is not known"];

const file = fc.record({
  type: fc.constantFrom(...types),
  sizeBytes: fc.oneof(fc.nat(5_000_000), fc.constantFrom(0, 2 ** 52, 2 ** 53, 1e300, 0.5)),
});

const moment = fc.integer({ min: -500, max: 60 }).map((days) => now + days * day + 1);

/** Everything that a list may tell of a job, and all that it may leave out. */
const told = fc.record(
  {
    name: fc.oneof(fc.constantFrom("build", "rspec 1/4", "rspec 2/4", "__proto__"), fc.string({ maxLength: 12 })),
    status: fc.constantFrom("success", "failed", "running"),
    ref: fc.constantFrom("main", "feature/a", "feature/b", "v1", "refs/merge-requests/7/head", "__proto__"),
    tag: fc.boolean(),
    pipelineId: fc.integer({ min: 1, max: 9 }),
    createdAt: moment,
    artifacts: fc.option(
      fc.record({ files: fc.array(file, { maxLength: 4 }), expireAt: fc.option(moment, { nil: null }) }),
      { nil: null },
    ),
  },
  { requiredKeys: ["name", "status"] },
);

/** Jobs of one project; what a pipeline came to is the same for all its jobs. */
export const someJobs: fc.Arbitrary<readonly Job[]> = fc
  .record({ jobs: fc.array(told, { maxLength: 40 }), successes: fc.uniqueArray(fc.integer({ min: 1, max: 9 })) })
  .map(({ jobs, successes }) =>
    jobs.map((job, at): Job => {
      const { pipelineId } = job;
      const pipelineStatus = successes.includes(pipelineId ?? 0) ? "success" : "failed";
      const { artifacts, ...rest } = job;
      return {
        ...rest,
        id: 5_000 - at,
        status: job.status as Job["status"],
        ...(pipelineId !== undefined && { pipelineStatus }),
        ...(artifacts !== undefined && { artifacts }),
      };
    }),
  );

/** Two rules: one that takes what expired, one that takes logs too, of all but tags. */
export const judging: Judging = {
  now,
  rules: [
    {
      rule: "expired",
      fingerprint: "e",
      wouldGo: ({ artifacts }, at) => {
        const isExpired = typeof artifacts?.expireAt === "number" && artifacts.expireAt < at;
        return { files: isExpired ? artifacts.files.filter(({ type }) => type !== "trace") : [] };
      },
    },
    {
      rule: "old",
      fingerprint: "o",
      wouldGo: ({ artifacts, createdAt = now, tag }, at) => ({
        files: tag === false && at - createdAt > 90 * day ? (artifacts?.files ?? []) : [],
        isOpen: createdAt % 2 === 0,
      }),
    },
  ],
  isProtected: (branch) => branch === "main",
};

export function split<T>(list: readonly T[], sizes: readonly number[]): T[][] {
  const parts: T[][] = [];
  let at = 0;
  for (const size of sizes) {
    parts.push(list.slice(at, at + size));
    at += size;
  }
  return [...parts, list.slice(at)];
}
