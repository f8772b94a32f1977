import { Command, Option } from "commander";
import { problemText } from "../../rules/read.ts";
import { openApi } from "../api.ts";
import { fail, say } from "../print.ts";
import { activeBook, type Book } from "./book.ts";
import { diffLines } from "./diffText.ts";
import { readRules } from "./files.ts";
import { ruleRows } from "./listText.ts";
import { planned } from "./planned.ts";
import { tableLines } from "./table.ts";
import { versionsTold } from "./versions.ts";

interface Options {
  readonly json?: true;
  readonly drift?: string[];
  readonly versions?: true;
  readonly limit: string;
}

/** `penstock rules list` */
export function listCommand(): Command {
  return new Command("list")
    .description("the active rules, one a line; or their versions; or how they differ from files")
    .option("--json", "as JSON: { version, rules } or { versions, next? }")
    .addOption(
      new Option("--drift <file...>", "compare with rule files; exits 1 when they differ").conflicts("versions"),
    )
    .option("--versions", "the versions instead, newest first: who made them, when, how and why")
    .option("--limit <n>", "how many versions, 1 to 1000", "20")
    .addHelpText("after", "\nIn CI, nightly:\n  penstock rules list --drift rules/")
    .action(async ({ json, drift, versions, limit }: Options) => {
      const api = openApi();
      if (versions) return versionsTold(api, { limit, json: json === true });
      const book = await activeBook(api);
      if (book.broken !== undefined) return fail(book.broken);
      if (drift) return void tellDrift(book, drift, json === true);
      const rows = ruleRows(book);
      if (json) return say(JSON.stringify({ version: book.version, rules: rows.map(({ told }) => told) }));
      if (rows.length === 0) return say("no rules were applied yet");
      for (const line of tableLines(
        heads,
        rows.map(({ cells }) => cells),
      ))
        say(line);
    });
}

const heads = ["id", "mode", "on", "does", "limits", "waits for", "owner", "until", ""];

function tellDrift(book: Book, paths: readonly string[], json: boolean): unknown {
  const plan = planned(readRules(paths), book);
  if ("problems" in plan) {
    if (json) say(JSON.stringify({ version: book.version, problems: plan.problems }));
    return fail(plan.problems.map(problemText).join("\n"));
  }
  const { diff, isNothing } = plan;
  if (json) say(JSON.stringify({ version: book.version, drift: !isNothing, diff }));
  else if (isNothing) say(`no drift: version ${book.version} says what the files say`);
  if (isNothing) return;
  if (!json) for (const line of diffLines(diff)) say(line);
  fail(`version ${book.version} is not what the files say: rules apply would change the above`);
}
