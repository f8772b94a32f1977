import { Command } from "commander";
import { systemClock } from "../../edge/clock.ts";
import { rulebookYaml, ruleYaml } from "../../rules/diff/yaml.ts";
import { ActiveRules } from "../answers.ts";
import { type Api, openApi } from "../api.ts";
import { Problem } from "../jobs/problem.ts";
import { note, say } from "../print.ts";
import { safe } from "../render.ts";
import { rulesLines } from "../rulesText.ts";
import { activeBook, oneBook, usableRules } from "./book.ts";

interface Options {
  readonly version?: string;
  readonly yaml?: true;
  readonly json?: true;
}

/** `penstock rules show [RULE]` */
export function showCommand(): Command {
  return new Command("show")
    .description(
      "the active rulebook: its rules, calendars, failure classes and invariants, and what is set aside; or one rule whole",
    )
    .argument("[rule]", "a rule's id")
    .option("--version <n>", "an old version; default: the active one")
    .option("--yaml", "as a file of rules, to be read again")
    .option("--json", "whole, as JSON")
    .addHelpText("after", "\nTo get the rules back from a deployment:\n  penstock rules show --yaml > rules.yaml")
    .action(async (id: string | undefined, options: Options) => {
      const api = openApi();
      if (id !== undefined) return showRule(api, id, options);
      if (options.yaml) return showYaml(api, options);
      const path = options.version === undefined ? ["rulebook"] : ["rulebook", options.version];
      const shown = await api(path, ActiveRules);
      if (options.json) return say(JSON.stringify(shown));
      for (const line of rulesLines(shown, systemClock())) say(line);
    });
}

async function bookOf(api: Api, { version }: Options) {
  const book = version === undefined ? await activeBook(api) : await oneBook(api, version);
  if (book.broken !== undefined) throw new Problem(book.broken);
  return book;
}

async function showRule(api: Api, id: string, options: Options): Promise<void> {
  const book = await bookOf(api, options);
  const rule = book.rulebook?.rules.find((one) => one?.id === id);
  if (!rule) throw new Problem(`version ${book.version} has no rule ${id}: rules list tells which there are`);
  const aside = book.setAside.find((one) => one.id === id);
  if (aside) note(`${safe(id)} is set aside: ${safe(aside.reason)}`);
  say(options.json || aside ? JSON.stringify(rule) : safeLines(ruleYaml(rule)));
}

/** What this version cannot use, it cannot write either. */
async function showYaml(api: Api, options: Options): Promise<void> {
  const book = await bookOf(api, options);
  if (!book.rulebook) throw new Problem("no rules were applied yet");
  for (const { id, reason } of book.setAside) note(`${safe(id)} is set aside and left out: ${safe(reason)}`);
  say(safeLines(rulebookYaml(usableRules(book))));
}

function safeLines(text: string): string {
  return text.trimEnd().split("\n").map(safe).join("\n");
}
