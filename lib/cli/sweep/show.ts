import { Command, Option } from "commander";
import { instantText } from "../../core/time.ts";
import { type Api, openApi } from "../api.ts";
import { say, write } from "../print.ts";
import { safe } from "../render.ts";
import { csvCell } from "../report/csv.ts";
import { type Item, ItemPage, PlanShown } from "./planAnswers.ts";
import { itemLines, planLines } from "./planText.ts";

interface Options {
  readonly items?: true;
  readonly json?: true;
  readonly csv?: true;
}

/** `penstock sweep show PLAN` */
export function showCommand(): Command {
  return new Command("show")
    .description("one delete plan: what it lists and why, its hash, and once it is approved what became of it")
    .argument("<plan>", "its id, as penstock sweep plans lists it")
    .option("--items", "every item, in the order that the hash is of")
    .addOption(new Option("--json", "as JSON: the plan, or with --items one item a line").conflicts("csv"))
    .option("--csv", "every item as CSV")
    .addHelpText(
      "after",
      "\nExamples:\n  penstock sweep show p261122-0931-k7m\n  penstock sweep show p261122-0931-k7m --csv > plan.csv",
    )
    .action(async (id: string, { items, json, csv }: Options) => {
      const api = openApi();
      if (csv) return await csvOut(api, id);
      if (items && json) return await eachPage(api, id, sayAll);
      const shown = await api(["plans", id], PlanShown);
      say(json ? JSON.stringify(shown) : planLines(shown).join("\n"));
      if (items) await eachPage(api, id, (page) => say(itemLines(page).join("\n")));
    });
}

function sayAll(items: readonly Item[]): void {
  for (const item of items) say(JSON.stringify(item));
}

async function eachPage(api: Api, id: string, show: (items: readonly Item[]) => void | Promise<void>): Promise<void> {
  for (let page: string | undefined = "first"; page !== undefined; ) {
    const read: { readonly items: readonly Item[]; readonly next?: string } = await api(["plans", id], ItemPage, {
      query: { page },
    });
    if (read.items.length > 0) await show(read.items);
    page = read.next;
  }
}

const heads = [
  "project",
  "path",
  "job",
  "name",
  "ref",
  "pipeline",
  "verb",
  "bytes",
  "expired",
  "rules",
  "reason",
  "state",
  "now",
  "due",
];

async function csvOut(api: Api, id: string): Promise<void> {
  await write(`${heads.join(",")}\r\n`);
  await eachPage(api, id, (items) => write(items.map(csvLine).join("")));
}

function csvLine(item: Item): string {
  const { fate = { state: "" } } = item;
  const cells = [
    String(item.project),
    item.path ?? "",
    String(item.job),
    item.name,
    item.ref ?? "",
    String(item.pipelineId ?? ""),
    item.verb,
    String(item.sizeBytes),
    instantText(item.expireAt),
    item.rules.join(" "),
    item.reason,
    fate.state,
    fate.reason ?? "",
    fate.due === undefined ? "" : instantText(fate.due),
  ];
  return `${cells.map((cell) => csvCell(safe(cell))).join(",")}\r\n`;
}
