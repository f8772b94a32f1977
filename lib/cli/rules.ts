import { readFileSync } from "node:fs";
import { Command } from "commander";
import { actions } from "../actions/index.ts";
import { applyRules, readRuleFiles } from "../app/apply.ts";
import { problemText } from "../rules/read.ts";
import { findRunning, openLocalStore } from "./local.ts";
import { fail, say } from "./print.ts";

const read = (files: readonly string[]) => files.map((file) => ({ file, text: readFileSync(file, "utf8") }));

/** `penstock rules …` */
export function rulesCommand(): Command {
  const rules = new Command("rules").description("check and apply rules");
  rules
    .command("validate")
    .description("check rule files; exits 1 when they hold an error")
    .argument("<file...>", "YAML or JSON; several make one rulebook")
    .action((files: string[]) => {
      const found = readRuleFiles(read(files), actions);
      if ("problems" in found) return fail(found.problems.map(problemText).join("\n"));
      say(`${files.join(", ")}: ${count(found.rulebook.rules.length, "rule")}, no errors`);
    });
  rules
    .command("apply")
    .description("make rule files the active rulebook of the Penstock that runs here")
    .argument("<file...>", "YAML or JSON; several make one rulebook")
    .action(async (files: string[]) => {
      const running = findRunning();
      const store = openLocalStore(running);
      const applied = await applyRules(read(files), running.source, { store, actions });
      if (applied === "overtaken")
        return fail("somebody else applied rules meanwhile: look at theirs, then apply again");
      if ("problems" in applied)
        return fail(
          `${applied.problems.map(problemText).join("\n")}\nnothing was applied: the active rules stay as they are`,
        );
      say(`version ${applied.version} is active: ${count(applied.rules, "rule")}`);
    });
  return rules;
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? "" : "s"}`;
}
