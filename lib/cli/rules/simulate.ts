import { Command, Option } from "commander";
import { actions } from "../../actions/index.ts";
import { type ActiveRules, noRules } from "../../app/activeRules.ts";
import { readRuleFiles } from "../../app/apply.ts";
import { changes } from "../../app/simulate/compare.ts";
import { openForSimulation } from "../../app/simulate/rulebook.ts";
import { createSimulation, type SimulationReport } from "../../app/simulate/simulation.ts";
import { SettingsError } from "../../core/errors.ts";
import { systemClock } from "../../edge/clock.ts";
import { problemText } from "../../rules/read.ts";
import type { Rulebook } from "../../rules/rulebook.ts";
import { openApi } from "../api.ts";
import { Problem } from "../jobs/problem.ts";
import { createProgress } from "../jobs/progress.ts";
import { momentOf, wantedMoment } from "../journal/moment.ts";
import { fail, note, say } from "../print.ts";
import { openFile, saveFile } from "../recording/file.ts";
import { openJournal } from "../recording/journal.ts";
import { type Part, partOf, type Recording } from "../recording/recording.ts";
import { activeBook, usableRules } from "./book.ts";
import { readRules } from "./files.ts";
import { addressOf, sourceOf } from "./simulatePlace.ts";
import { reportLines } from "./simulateText.ts";

interface Options {
  readonly rules: readonly string[];
  readonly active?: readonly string[];
  readonly since?: string;
  readonly until?: string;
  readonly project?: string;
  readonly recorded?: string;
  readonly save?: string;
  readonly examples: string;
  readonly failOn?: (typeof failures)[number];
  readonly json?: true;
}

const failures = [...changes, "any"] as const;
const usualSince = "30d";

/** `penstock rules simulate --rules FILE…` */
export function simulateCommand(): Command {
  return new Command("simulate")
    .description("what rules would have done to what was recorded, beside what the active rules would have done")
    .requiredOption("--rules <file...>", "the candidate: YAML or JSON, or a folder of them")
    .option("--active <file...>", "compare with these rules; default: the active rulebook, or none where no API is")
    .option("--since <time>", `from a time on: 30d ago, 2026-11-20; default: ${usualSince}, of a file all of it`)
    .option("--until <time>", "before a time; default: now, of a file its end")
    .option("--project <id|path>", "only what was heard of one project")
    .option("--recorded <file>", "read this recording, not the journal")
    .option("--save <file>", "write what was read as a recording; packed where its name ends in .gz or .zst")
    .option("--examples <n>", "how many of each change are shown", "5")
    .addOption(new Option("--fail-on <change>", "exit 1 where the candidate makes such a change").choices(failures))
    .option("--json", "the whole report as JSON")
    .addHelpText("after", help)
    .action(simulate);
}

const help = `
Nothing is called and nothing is changed. The deciding code is the real one; what it is asked about was recorded. What
would have happened after an action that did not happen then cannot be known: events stay as they were.

  penstock rules simulate --rules new.yaml --since 30d
  penstock rules simulate --rules new.yaml --save month.ndjson.zst
  penstock rules simulate --rules new.yaml --active old.yaml --recorded month.ndjson.zst --fail-on removed`;

async function simulate(options: Options): Promise<void> {
  const examples = Number(options.examples);
  if (!/^\d{1,4}$/.test(options.examples)) return fail("--examples takes a whole number from 0 to 9999");
  const part = partIn(options);
  const candidate = await rulesIn(options.rules);
  const progress = createProgress(options.json);
  try {
    const recording = await recordingIn(options, part, (text) => progress.show(text));
    const active = await activeIn(options);
    const { source, until = undefined } = recording;
    const end = part.until ?? until;
    const version = { ...candidate, version: active.version + 1 };
    const given = { active, candidate: version, actions, source, examples, ...(end !== undefined && { until: end }) };
    const simulation = createSimulation(given);
    const taker = partOf(part, simulation);
    await (options.save === undefined ? recording.read(taker) : saveFile(options.save, recording, taker));
    progress.clear();
    tell(simulation.report(), options);
  } finally {
    progress.clear();
  }
}

function tell(report: SimulationReport, { json, failOn }: Options): void {
  if (json) say(JSON.stringify(report));
  else for (const line of reportLines(report, addressOf())) say(line);
  const found = failOn === "any" ? report.added + report.removed + report.changed : failOn ? report[failOn] : 0;
  if (found > 0)
    fail(`${found} ${failOn === "any" ? "actions differ" : `${failOn}`}: --fail-on ${failOn} asks for none`);
}

/** @throws Problem */
function partIn({ since, until, project, recorded }: Options): Part {
  const now = systemClock();
  const moment = (name: string, text: string) => {
    const at = momentOf(text, now);
    if (at === undefined) throw new Problem(`--${name} takes ${wantedMoment}: ${JSON.stringify(text)} is none`);
    return at;
  };
  const from = since ?? (recorded === undefined ? usualSince : undefined);
  const part = {
    ...(from !== undefined && { since: moment("since", from) }),
    ...(until !== undefined && { until: moment("until", until) }),
  };
  if ((part.since ?? 0) >= (part.until ?? now))
    throw new Problem("--since is not before --until: nothing can lie between them");
  return { ...part, ...(project !== undefined && { project }) };
}

async function rulesIn(paths: readonly string[]): Promise<ActiveRules> {
  const read = readRuleFiles(readRules(paths), actions);
  if ("problems" in read) throw new Problem(read.problems.map(problemText).join("\n"));
  return await opened(read.rulebook, 1);
}

async function opened(rulebook: Rulebook, version: number): Promise<ActiveRules> {
  return await openForSimulation(JSON.stringify(rulebook), version, actions);
}

async function recordingIn(
  { recorded, project }: Options,
  part: Part,
  told: (text: string) => void,
): Promise<Recording> {
  if (recorded !== undefined) return await openFile(recorded);
  const { since = 0, until = systemClock() } = part;
  const stretch = { source: sourceOf(), since, until, ...(project !== undefined && { project }) };
  return openJournal(openApi(), stretch, told);
}

/** What the candidate is compared with: a recording in a file may be all that there is. */
async function activeIn({ active, recorded }: Options): Promise<ActiveRules> {
  if (active) return await rulesIn(active);
  try {
    const book = await activeBook(openApi());
    if (book.broken !== undefined) throw new Problem(`the active rules cannot be read: ${book.broken}`);
    return book.version === 0 ? noRules : await opened(usableRules(book), book.version);
  } catch (error) {
    if (recorded === undefined || !(error instanceof SettingsError)) throw error;
    note("no API is set and no --active is given: compared with no rules, all is added");
    return noRules;
  }
}
