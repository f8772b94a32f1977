import type { Kind } from "./rulebooks.ts";

/** Rules that ask further than the job itself, and the verbs that seeds do not draw: a proof of their own plays them. */
export const furtherKinds = {
  cancelRunning: {
    body: 'on: [job, pipeline], when: { status: running, name: "build*" }, for: 1m, do: cancel, limit: { perJob: 1 }',
    verb: "cancel",
    statuses: ["running"],
    name: "build",
    waitSeconds: 60,
    perJob: 1,
  },
  /** Wants another thing of the same job as `cancelRunning`. */
  restartToo: {
    body: 'on: [job, pipeline], when: { status: running, name: "build*" }, for: 2m, do: restart, limit: { perJob: 1 }',
    verb: "cancel",
    statuses: ["running"],
    name: "build",
    waitSeconds: 120,
    perJob: 1,
  },
  tell: {
    body: 'on: job, when: { status: failed }, do: { notify: { to: journal, text: "{{ job.name }} failed" } }',
    verb: "notify",
    statuses: ["failed"],
    only: "job",
  },
  retryFirst: {
    body: "on: job, when: { status: failed, attempt: { under: 3 } }, do: retry, limit: { perJob: 2 }",
    verb: "retry",
    statuses: ["failed"],
    perJob: 2,
    only: "job",
  },
  playTested: {
    body: 'on: pipeline, when: { status: manual, jobs: { where: { name: "build*" }, all: { status: success } } }, do: { play: { job: "deploy*" } }',
    verb: "play",
    statuses: ["manual"],
    name: "deploy",
    only: "pipeline",
  },
  eraseOld: {
    body: "on: { schedule: { every: 2m } }, when: { status: [success, failed] }, do: { erase: { quarantine: 1d } }, limit: { percentPerDay: 100 }",
    verb: "erase",
    statuses: ["success", "failed"],
    waitSeconds: 60,
    only: "schedule",
  },
} as const satisfies Record<string, Kind>;
