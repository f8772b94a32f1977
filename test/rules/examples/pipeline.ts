import { type Example, sibling } from "./example.ts";

const [unit, lint] = [sibling("unit"), sibling("lint")];
const failedLint = sibling("lint", { status: "failed" });
const deploy = sibling("deploy", { stage: "deploy", status: "manual" });

export const pipelineExamples: readonly Example[] = [
  {
    condition: "pipelineStatus",
    title: "The pipeline as a whole failed.",
    when: "{ pipelineStatus: failed }",
    yes: { pipeline: { id: 1, status: "failed" } },
    no: { job: { pipelineStatus: "running" } },
    unknown: {},
    ask: "pipeline",
  },
  {
    condition: "jobs",
    title: "All jobs of the stage test succeeded, and there is one at least.",
    when: "{ jobs: { where: { stage: test }, all: { status: success } } }",
    yes: { looked: { siblings: [unit, lint, deploy] } },
    no: { pipeline: { id: 1, jobs: [unit, failedLint, deploy] } },
    unknown: { pipeline: { id: 1, jobs: [unit, lint] } },
    ask: "siblings",
  },
  {
    condition: "jobs",
    title: "Some other job of the pipeline waits to be started by hand.",
    when: "{ jobs: { any: { status: manual } } }",
    yes: { pipeline: { id: 1, jobs: [unit, deploy] } },
    no: { looked: { siblings: [unit, lint] } },
    unknown: {},
    ask: "siblings",
  },
  {
    condition: "jobs",
    title: "No job of the pipeline failed, trigger jobs left out.",
    when: "{ jobs: { where: { bridge: false }, none: { status: failed } } }",
    yes: { pipeline: { id: 1, jobs: [unit, lint] } },
    no: { pipeline: { id: 1, jobs: [unit, failedLint] } },
    unknown: { pipeline: { id: 1, jobs: [sibling("lint", { status: "other" })] } },
    ask: "siblings",
  },
  {
    condition: "newest",
    title: "There is no newer pipeline for the branch.",
    when: "{ newest: true }",
    yes: { looked: { isNewest: true } },
    no: { looked: { isNewest: false } },
    unknown: {},
    ask: "isNewest",
  },
  {
    condition: "superseded",
    title: "No newer pipeline of the branch has succeeded yet.",
    when: "{ superseded: false }",
    yes: { looked: { isSuperseded: false } },
    no: { looked: { isSuperseded: true } },
    unknown: {},
    ask: "isSuperseded",
  },
];
