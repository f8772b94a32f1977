import { type Example, hoursAgo } from "./example.ts";

export const timeExamples: readonly Example[] = [
  {
    condition: "age",
    title: "The job was created more than an hour and less than two days ago.",
    when: "{ age: { over: 1h, under: 2d } }",
    yes: { job: { createdAt: hoursAgo(3) } },
    no: { job: { createdAt: hoursAgo(48) } },
    unknown: {},
  },
  {
    condition: "queuedFor",
    title: "The job has waited more than a quarter of an hour for a runner.",
    when: "{ queuedFor: { over: 15m } }",
    yes: { job: { status: "pending", queuedSeconds: 901 } },
    no: { job: { status: "pending", queuedSeconds: 900 } },
    unknown: { job: { status: "pending" } },
  },
  {
    condition: "ranFor",
    title: "The job has run, or runs, for more than two hours.",
    when: "{ ranFor: { over: 2h } }",
    yes: { job: { status: "running", startedAt: hoursAgo(3) } },
    no: { job: { startedAt: hoursAgo(9), finishedAt: hoursAgo(8) } },
    unknown: { job: { startedAt: hoursAgo(9) } },
  },
];
