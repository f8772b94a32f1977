import { styleText } from "node:util";
import { Command, InvalidArgumentError } from "commander";
import { actions } from "../../actions/index.ts";
import { readRuleFiles } from "../../app/apply.ts";
import { dotText } from "../../rules/prove/dot.ts";
import { loopFaults } from "../../rules/prove/loopFaults.ts";
import { type Cycle, cycleText, type Proof, proveRulebook } from "../../rules/prove/proof.ts";
import { type Bound, boundOf } from "../../rules/prove/sharedBound.ts";
import { problemText } from "../../rules/read.ts";
import type { Rulebook } from "../../rules/rulebook.ts";
import { counted } from "../count.ts";
import { fail, note, say } from "../print.ts";
import { safe } from "../render.ts";
import { readRules } from "./files.ts";
import { tableLines } from "./table.ts";

interface Options {
  readonly json?: true;
  readonly dot?: true;
  readonly enforced?: true;
  readonly pipelines: number;
  readonly jobs: number;
  readonly triggerJobs: number;
  readonly depth: number;
  readonly projects: number;
  readonly hours: number;
}

/** `penstock rules prove FILE…` */
export function proveCommand(): Command {
  return new Command("prove")
    .description(
      "prove that rules do not set each other off for ever, and tell the most that they do; exits 1 when they may",
    )
    .argument("<file...>", "YAML or JSON, or a folder of them; several make one rulebook")
    .option("--json", "the proof and the bound, as one JSON document")
    .option("--dot", "which rule may cause which, as Graphviz text")
    .option("--enforced", "take rules that only report for ones that act, as they will")
    .option("--pipelines <n>", "the bound is for so many pipelines that others begin", count, 1)
    .option("--jobs <n>", "job names in each of them", count, 10)
    .option("--trigger-jobs <n>", "trigger jobs beside them", count, 0)
    .option("--depth <n>", "pipelines that trigger jobs begin one below the other", count, 1)
    .option("--projects <n>", "projects that they are in", count, 1)
    .option("--hours <n>", "the time that it takes", count, 24)
    .addHelpText("after", help)
    .action(prove);
}

const help = `
A retry makes a new job, which may fail, which a rule may retry. Every such circle must use up something finite: a limit, or
what is done once a job where nothing in the circle makes new ones. Else the rules are refused, here and by apply.

Examples:
  penstock rules prove rules/                          # each circle with what ends it, and the bound in one pipeline
  penstock rules prove rules/ --enforced               # before rules that only report begin to act
  penstock rules prove rules/ --pipelines 200 --jobs 14 --projects 12
  penstock rules prove rules/ --dot | dot -Tsvg > rules.svg
`;

function count(text: string): number {
  if (/^\d{1,7}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("expected a whole number.");
}

function prove(paths: string[], options: Options): void {
  const found = readRuleFiles(readRules(paths), actions);
  if ("problems" in found) {
    if (options.json) say(JSON.stringify({ problems: found.problems }));
    fail(found.problems.map(problemText).join("\n"));
    return;
  }
  const rulebook = options.enforced ? enforced(found.rulebook) : found.rulebook;
  const proof = proveRulebook(rulebook, actions);
  const bound = proof.isRefused ? undefined : boundOf(rulebook, worldOf(options));
  const problems = loopFaults(rulebook).map(found.problemAt);
  if (options.json) say(JSON.stringify({ ...proof, ...(bound && { bound }), problems }));
  else if (options.dot) say(dotText(proof));
  else for (const line of proofLines(proof, bound, options)) say(line);
  if (proof.isRefused) fail(problems.map(problemText).join("\n"));
}

function enforced(rulebook: Rulebook): Rulebook {
  const rules = rulebook.rules.map((rule) => (rule.mode === "off" ? rule : { ...rule, mode: "enforce" as const }));
  return { ...rulebook, rules };
}

function worldOf({ pipelines, jobs, triggerJobs, depth, projects, hours }: Options) {
  // Any so many hours touch one hour of the clock more than they are, and one day more than they fill.
  const touched = { hours: hours + 1, days: Math.ceil(hours / 24) + 1 };
  return { pipelines, jobs, triggerJobs, depth, projects, commits: pipelines, ...touched };
}

function* proofLines(proof: Proof, bound: Bound | undefined, options: Options): Generator<string> {
  const { cycles, leftOut, notes } = proof;
  if (cycles.length === 0) yield "no cycles: no rule leads back to itself";
  for (const cycle of cycles) yield* cycleLines(cycle);
  if (leftOut.length > 0)
    yield styleText("gray", `left out, since they only report (--enforced) or are off: ${leftOut.join(", ")}`);
  if (bound && bound.rules.length > 0) yield* boundLines(bound, options);
  for (const text of notes) note(text);
}

function* boundLines({ rules, calls }: Bound, { pipelines, projects, hours }: Options): Generator<string> {
  yield `the most, in ${counted(pipelines, "pipeline")} of ${counted(projects, "project")} in ${counted(hours, "hour")}:`;
  const rows = rules.map((rule) => [safe(rule.id), rule.verb, String(rule.calls), styleText("gray", rule.why)]);
  for (const line of tableLines(["rule", "verb", "requests", "held by"], rows)) yield `  ${line}`;
  yield `  together ${counted(calls, "request")} that GitLab carries out`;
}

function* cycleLines(cycle: Cycle): Generator<string> {
  const { uses, holdsBack, refused } = cycle;
  if (refused) yield styleText("red", "goes round without end");
  else if (holdsBack) yield styleText("yellow", `goes on for ever, held back by ${holdsBack.join(", ")}`);
  else yield styleText("green", `comes to an end, uses up ${uses.join(", ")}`);
  yield `  ${safe(cycleText(cycle))}`;
}
