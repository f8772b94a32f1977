import type { Artifacts } from "../../../lib/core/job.ts";
import { type Example, type Given, hoursAgo } from "./example.ts";

const day = 24;

/** A job with a log and an archive of so many bytes, which expires so many hours ago. */
function left(expireAt: Artifacts["expireAt"], sizeBytes = 1000): Given {
  const files = [
    { type: "trace", sizeBytes: 1e12 },
    { type: "archive", sizeBytes },
  ];
  return { job: { artifacts: { files, expireAt } } };
}

export const artifactExamples: readonly Example[] = [
  {
    condition: "artifacts",
    title: "The job left artifacts behind, its log not counted.",
    when: "{ artifacts: present }",
    yes: left(null),
    no: { job: { artifacts: null } },
    unknown: {},
  },
  {
    condition: "artifacts",
    title: "The artifacts expired a week ago or earlier.",
    when: "{ artifacts: { expiredFor: 7d } }",
    yes: left(hoursAgo(7 * day)),
    no: left(hoursAgo(6 * day)),
    unknown: {},
  },
  {
    condition: "artifacts",
    title: "The artifacts are going to expire within two days.",
    when: "{ artifacts: { expiresWithin: 2d } }",
    yes: left(hoursAgo(-2 * day)),
    no: left(hoursAgo(1)),
    unknown: {},
  },
  {
    condition: "artifacts",
    title: "The job ended more than 30 days ago, and its artifacts are still there.",
    when: "{ artifacts: { olderThan: 30d } }",
    yes: { job: { ...left(null).job, finishedAt: hoursAgo(31 * day) } },
    no: { job: { ...left(null).job, finishedAt: hoursAgo(29 * day) } },
    unknown: left(null),
  },
  {
    condition: "artifacts",
    title: "There is an archive, and all files together are larger than 100 MB.",
    when: "{ artifacts: { types: archive, over: 100MB } }",
    yes: left(null, 100 * 1024 ** 2 + 1),
    no: left(null, 100 * 1024 ** 2),
    unknown: {},
  },
  {
    condition: "artifacts",
    title: "The artifacts stay until somebody deletes them.",
    when: "{ artifacts: { kept: true } }",
    yes: left(null),
    no: left(hoursAgo(-1)),
    unknown: {},
  },
  {
    condition: "latest",
    title: "The job's pipeline is not the newest successful one of its branch.",
    when: "{ latest: false }",
    yes: { looked: { isLatest: false } },
    no: { looked: { isLatest: true } },
    unknown: {},
    ask: "isLatest",
  },
  {
    condition: "rank",
    title: "Five newer jobs of that name have succeeded on that branch.",
    when: "{ rank: { over: 5 } }",
    yes: { looked: { rank: 6 } },
    no: { looked: { rank: 5 } },
    unknown: {},
    ask: "rank",
  },
];
