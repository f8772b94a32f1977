import { writeFileSync } from "node:fs";
import { Command, Option } from "commander";
import { createSweepReport } from "../../app/tally/report.ts";
import type { SweepReport } from "../../app/tally/shape.ts";
import { systemClock } from "../../edge/clock.ts";
import { type Api, openApi } from "../api.ts";
import { Problem } from "../jobs/problem.ts";
import { readSize } from "../jobs/text.ts";
import { note, say, write } from "../print.ts";
import { safe } from "../render.ts";
import { type CountedAnswer, TalliesAnswer } from "./report/answer.ts";
import { csvText } from "./report/csv.ts";
import { jsonOf } from "./report/json.ts";
import { pictureOf } from "./report/picture.ts";
import { summaryLines } from "./report/summary.ts";
import { tableOf } from "./report/table.ts";
import { type By, splits } from "./report/tables.ts";

interface Options {
  project?: string;
  by?: By;
  quota?: string;
  format: "table" | "json" | "csv" | "svg";
  json?: true;
  out?: string;
  most: string;
}

/** `penstock sweep report` */
export function reportCommand(): Command {
  return new Command("report")
    .description(
      "what artifacts there are, what rules would free, and when it is full: by the newest count of each project",
    )
    .option("--project <id|path>", "of one project (default: of all that were counted)")
    .addOption(new Option("--by <what>", "one table instead of the summary; CSV: by project").choices(splits))
    .option("--quota <size>", "how much room there is, e.g. 500GB: tells when it is full")
    .addOption(
      new Option("--format <format>", "how it is written").choices(["table", "json", "csv", "svg"]).default("table"),
    )
    .addOption(new Option("--json", "the same as --format json").conflicts("format"))
    .option("--out <file>", "write it into a file")
    .option("--most <n>", "how many rows of a table, the largest first; 0: all that are known", "20")
    .addHelpText("after", `\n${help.join("\n")}`)
    .action(report);
}

const help = [
  "It tells what the last count of each project found. To count:",
  "  penstock sweep start --all",
  "",
  "Examples:",
  "  penstock sweep report --quota 500GB",
  "  penstock sweep report --by job --most 50",
  "  penstock sweep report --project shop/api --by type",
  "  penstock sweep report --format csv --by project --most 0 --out projects.csv",
  "  penstock sweep report --format svg --out artifacts.svg",
  "",
  "Words:",
  "  artifacts  files that jobs left, beside their logs; logs take room too, and never expire",
  "  leaked     artifacts that expired more than a day before the count, and were there",
  "  frees      what a rule would delete of what was counted: if nothing is held, whatever its limits and its",
  "             quarantine. A month: what it would delete beside that within 30 days, if nothing new came",
];

async function report(options: Options): Promise<void> {
  const { project, by, out } = options;
  const format = options.json ? "json" : options.format;
  const quota = options.quota === undefined ? undefined : sizeOf(options.quota);
  const most = mostOf(options.most);
  const { found, counted } = await ask(openApi(), project, quota);
  if (found.totals.projects === 0 && format !== "json") throw new Problem(nothingText(project, counted));
  const asked = { counted, now: systemClock(), most, ...(project !== undefined && { project }) };
  if (format === "json") return await put(`${JSON.stringify(jsonOf(found, asked))}\n`, out);
  if (format === "csv") return await put(csvText(found, by ?? "project", most), out);
  if (format === "svg") return await put(pictureOf(found, asked), out);
  const lines = by === undefined ? summaryLines(found, asked) : tableOf(found, by, most);
  if (out !== undefined) return await put(`${lines.join("\n")}\n`, out);
  for (const line of lines) say(line);
}

/** All pages of what was counted. */
async function ask(
  api: Api,
  project: string | undefined,
  quota: number | undefined,
): Promise<{ found: SweepReport; counted: CountedAnswer }> {
  const report = createSweepReport(quota);
  let [after, counted]: [number | undefined, CountedAnswer | undefined] = [undefined, undefined];
  do {
    const page: TalliesAnswer = await api(["tallies"], TalliesAnswer, { query: { project, after } });
    for (const tally of page.tallies) report.add(tally);
    counted ??= page.counted;
    after = page.next;
  } while (after !== undefined);
  return {
    found: report.report(),
    counted: counted ?? { projects: 0, counted: 0, underWay: 0, missing: [], rulesVersion: 0 },
  };
}

function nothingText(project: string | undefined, { underWay }: CountedAnswer): string {
  const what = project === undefined ? "nothing was" : `project ${safe(project)} was not`;
  const start = project === undefined ? "--all" : `--project ${safe(project)}`;
  if (project === undefined && underWay > 0)
    return `${what} counted to the end yet, ${underWay} being counted: see penstock sweep status`;
  return `${what} counted yet: type penstock sweep start ${start}`;
}

async function put(text: string, file: string | undefined): Promise<void> {
  if (file === undefined) return await write(text);
  try {
    writeFileSync(file, text);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new Problem(`${file} cannot be written (${code}): name a file in a folder that is there`);
  }
  note(`wrote ${file}`);
}

function sizeOf(text: string): number {
  const bytes = readSize(text);
  if (bytes === undefined)
    throw new Problem(`--quota takes a size such as 500GB or 2TiB: ${JSON.stringify(text)} is none`);
  return bytes;
}

function mostOf(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new Problem(`--most takes a whole number from 0 on, not ${JSON.stringify(text)}`);
  return Number(text) === 0 ? Number.POSITIVE_INFINITY : Number(text);
}
