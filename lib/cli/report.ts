import { writeFileSync } from "node:fs";
import { Command, Option } from "commander";
import { createReport } from "../app/report/report.ts";
import type { Report } from "../app/report/shape.ts";
import { systemClock } from "../edge/clock.ts";
import { openApi } from "./api.ts";
import { Problem } from "./jobs/problem.ts";
import { note, say, write } from "./print.ts";
import { safe } from "./render.ts";
import { activeClasses } from "./report/activeClasses.ts";
import { type By, tables } from "./report/columns.ts";
import { csvOf } from "./report/csv.ts";
import { definitions } from "./report/definitions.ts";
import { readEntries } from "./report/entries.ts";
import { svgOf } from "./report/svg/page.ts";
import { reportLines } from "./report/text.ts";
import { timeOf } from "./report/time.ts";

interface Options {
  since: string;
  until?: string;
  project?: string;
  by: By;
  assumeMinutes: string;
  json?: true;
  csv?: true;
  svg?: string;
}

/** `penstock report` */
export function reportCommand(): Command {
  return new Command("report")
    .description("what it brought: failures, retries that helped, minutes waited and saved, from the journal")
    .option("--since <time>", "from a time on: 30d ago, 2026-11-01, 2026-11-01T09:30:00Z", "30d")
    .option("--until <time>", "before a time (default: now)")
    .option("--project <id|path>", "of one project (default: of all)")
    .addOption(new Option("--by <what>", "which table is shown, or written as CSV").choices(tables).default("project"))
    .option("--assume-minutes <n>", "what people take to retry a job, where too few did to tell", "15")
    .addOption(new Option("--json", "all of it as one JSON value; null is unknown").conflicts("csv"))
    .option("--csv", "one table, chosen by --by, as CSV")
    .option("--svg <file>", "write a picture of it as well: one page, light and dark")
    .addHelpText("after", `\n${[...examples, "", ...definitions].join("\n")}`)
    .action(report);
}

const examples = [
  "Examples:",
  "  penstock report --since 7d --by job",
  "  penstock report --csv --by day > days.csv",
  "  penstock report --project shop/api --svg report.svg",
];

async function report(options: Options): Promise<void> {
  const { project, by, json, csv, svg } = options;
  const wish = { ...timeOf(options, systemClock()), ...(project !== undefined && { project }) };
  const assumeMinutes = minutesOf(options.assumeMinutes);
  const api = openApi();
  const { classes, unread } = await activeClasses(api);
  for (const name of unread)
    note(`the failure class ${safe(name)} of the active rules cannot be read here: it counts for none`);
  const counter = createReport({ ...wish, classes, assumeMinutes });
  for await (const entry of readEntries(api, wish)) counter.add(entry);
  const found = counter.report();
  if (svg !== undefined) writePicture(svg, found, project);
  if (json) return say(JSON.stringify(found));
  if (csv) return await write(csvOf(found, by));
  for (const line of reportLines(found, by, project)) say(line);
}

function writePicture(file: string, found: Report, project: string | undefined): void {
  try {
    writeFileSync(file, svgOf(found, project));
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new Problem(`${file} cannot be written (${code}): name a file in a folder that is there`);
  }
  note(`wrote ${file}`);
}

function minutesOf(text: string): number {
  if (!/^\d{1,4}(\.\d)?$/.test(text))
    throw new Problem(`--assume-minutes takes minutes from 0 to 9999, not ${JSON.stringify(text)}`);
  return Number(text);
}
