import type { NewJob } from "../../../infra/twin/state/jobParts.ts";
import { actions } from "../../../lib/actions/index.ts";
import { readRulebook } from "../../../lib/rules/read.ts";
import type { Rulebook } from "../../../lib/rules/rulebook.ts";
import { type Random, randomOf, seedFrom } from "../../simulation/random.ts";
import type { Fate, Happening } from "./stage.ts";

/** A rulebook of any sort, and a GitLab that leads it on. */
export interface Case {
  readonly text: string;
  readonly rulebook: Rulebook;
  readonly happening: Happening;
}

const kinds = [
  "on: job, when: { status: failed }, do: retry",
  "on: [job, pipeline], when: { status: [failed, canceled] }, do: retry",
  "on: job, when: { status: [success, failed, canceled] }, do: { retry: { after: 1m, backoff: 2 } }",
  "on: job, when: { status: canceled }, do: retry",
  "on: job, when: { status: success, pipelineStatus: failed }, do: retry",
  "on: pipeline, when: { status: failed, jobs: { any: { status: manual } } }, do: retry",
  "on: job, when: { status: failed, attempt: 1 }, do: retry",
  "on: job, when: { status: failed, superseded: false }, do: retry",
  "on: job, when: { status: pending }, for: 5m, do: restart",
  "on: job, when: { status: [pending, running] }, for: 10m, do: restart",
  "on: job, when: { status: running }, for: 5m, do: cancel",
  "on: [job, pipeline], when: { status: [pending, running, manual] }, do: cancel",
  "on: job, when: { status: created }, do: cancel",
  'on: pipeline, do: { play: { job: "deploy*" } }',
  'on: [job, pipeline], when: { status: manual }, do: { play: { job: "**" } }',
  'on: pipeline, when: { pipelineStatus: success }, do: { play: { job: "deploy" } }',
  "on: job, when: { status: [success, failed], artifacts: present }, do: keep",
  "on: { schedule: { every: 1h } }, when: { artifacts: { expiredFor: 1m } }, do: { deleteArtifacts: { quarantine: 24h } }",
  "on: job, when: { status: failed, artifacts: { kept: true } }, do: retry",
  "on: job, when: { status: failed }, do: { notify: { to: journal, text: again } }",
  "on: job, when: { status: failed, bridge: true }, do: retry",
  "on: job, when: { status: [failed, success], bridge: true }, do: retry",
  "on: job, when: { status: failed, bridge: true, not: { pipelineSource: [pipeline, parent_pipeline] } }, do: retry",
  "on: job, when: { status: failed, bridge: true, pipelineSource: parent_pipeline }, do: retry",
  'on: pipeline, when: { bridge: true }, do: { play: { job: "**" } }',
  'on: pipeline, when: { bridge: true, pipelineSource: push }, do: { play: { job: "gate*" } }',
] as const;

const limits = [
  "",
  "",
  "limit: { perJob: 1 }",
  "limit: { perJob: 3 }",
  "limit: { perJob: 3, perPipeline: 2 }",
  "limit: { perJob: 2, perSha: 2 }",
  "limit: { perJob: 4, perProjectPerHour: 1 }",
  "limit: { perJob: 5, perRulePerDay: 2 }",
] as const;

const projects = ["shop/api", "shop/web"] as const;

/** A case by its seed. Some rules lose the limits that the language gives every one of them. */
export function drawCase(seed: number): Case {
  const random = randomOf(seedFrom(seed, "loops"));
  const text = [
    "version: 1",
    "defaults: { mode: enforce }",
    "rules:",
    ...Array.from({ length: random.whole(1, 4) }, (_, at) => `  - ${drawRule(random, at)}`),
    "",
  ].join("\n");
  const read = readRulebook(text, "rules.yaml", actions);
  if ("problems" in read) throw new Error(`${text}\n${JSON.stringify(read.problems)}`);
  const rules = read.rulebook.rules.map((rule) => (random.chance(0.08) ? { ...rule, limit: {} } : rule));
  return { text, rulebook: { ...read.rulebook, rules }, happening: drawHappening(random) };
}

function drawRule(random: Random, at: number): string {
  const where = random.pick(['["**"]', '["**"]', "[shop/api]", '["shop/*", "!shop/web"]']);
  const limit = random.pick(limits);
  const body = random.pick(kinds).replace("when: {", () => `when: {${drawCondition(random)}`);
  const mode = random.chance(0.08) ? ", mode: report" : "";
  return `{ id: r${at}, projects: ${where}, ${body}${limit === "" ? "" : `, ${limit}`}${mode} }`;
}

function drawCondition(random: Random): string {
  return random.pick([
    "",
    "",
    "",
    "",
    ' name: "build*",',
    " name: test,",
    " stage: test,",
    " tag: false,",
    ' all: [{ not: { name: "deploy*" } }],',
  ]);
}

const fates: readonly [Fate, ...Fate[]] = [
  "fails",
  "fails",
  "succeeds",
  "waits",
  "runs",
  { failures: 1 },
  { failures: 2 },
];
const names = ["build", "build-docs", "test", "deploy", "deploy-docs", "child", "gate"];

function drawHappening(random: Random): Happening {
  const isPlain = random.chance(0.5);
  const fate = random.pick<Fate>(["fails", "fails", "waits", "runs", "succeeds"]);
  const jobs = drawPlainJobs(random);
  return {
    pipelines: Array.from({ length: random.whole(1, 3) }, () => ({
      project: random.pick(projects),
      jobs: isPlain ? jobs : drawJobs(random),
      tag: random.chance(0.2),
    })),
    fates: Object.fromEntries(names.map((name) => [name, isPlain ? fate : random.pick(fates)])),
    hours: random.pick([6, 6, 20, 50]),
  };
}

/** Jobs that do not wait for each other, so that each may come to its limit. */
function drawPlainJobs(random: Random): NewJob[] {
  const jobs: NewJob[] = [
    { name: "build" },
    { name: "test" },
    { name: "deploy", when: "manual", allowFailure: true },
    { name: "down", trigger: { strategy: "depend", jobs: [{ name: "build" }, { name: "test" }] } },
  ];
  return jobs.filter(({ name }) => name === "build" || random.chance(0.6));
}

function drawJobs(random: Random): NewJob[] {
  const some = (job: NewJob, chance: number): NewJob[] => (random.chance(chance) ? [job] : []);
  return [
    { name: "build", stage: "build" },
    ...some({ name: "build-docs", stage: "build", allowFailure: true }, 0.4),
    ...some({ name: "test", stage: "test", ...(random.chance(0.2) && { when: "always" }) }, 0.7),
    ...some({ name: "deploy", stage: "deploy", when: "manual", allowFailure: random.chance(0.5) }, 0.6),
    ...some({ name: "deploy-docs", stage: "build", when: "manual", allowFailure: true }, 0.3),
    ...drawTriggers(random, 2),
  ];
}

/** Trigger jobs, some of which begin pipelines with trigger jobs. */
function drawTriggers(random: Random, depth: number): NewJob[] {
  if (!random.chance(0.6)) return [];
  const jobs: NewJob[] = [
    { name: "child" },
    ...(random.chance(0.4) ? [{ name: "deploy", when: "manual" as const }] : []),
    ...(depth > 1 ? drawTriggers(random, depth - 1) : []),
  ];
  const isGate = random.chance(0.4);
  return [
    {
      name: isGate ? "gate" : "down",
      stage: random.pick(["build", "test"]),
      trigger: { jobs, ...(random.chance(0.7) && { strategy: "depend" as const }) },
      ...(isGate && { when: "manual" as const, allowFailure: true }),
    },
  ];
}
