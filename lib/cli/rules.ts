import { readFileSync } from "node:fs";
import { Command } from "commander";
import { actions } from "../actions/index.ts";
import { readRuleFiles } from "../app/apply.ts";
import { systemClock } from "../edge/clock.ts";
import { problemText } from "../rules/read.ts";
import { ActiveRules, Applied, Problems, Version } from "./answers.ts";
import { ApiError, openApi } from "./api.ts";
import { counted } from "./count.ts";
import { Problem } from "./jobs/problem.ts";
import { fail, say } from "./print.ts";
import { rulesLines } from "./rulesText.ts";

const whyUnread: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EISDIR: "it is a folder; give the files in it",
  EACCES: "it may not be read",
};

/** @throws Problem where one cannot be read */
function read(files: readonly string[]) {
  return files.map((file) => {
    try {
      return { file, text: readFileSync(file, "utf8") };
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : "";
      throw new Problem(`${file} cannot be read: ${whyUnread[code] ?? String(error)}`);
    }
  });
}

/** `penstock rules …` */
export function rulesCommand(): Command {
  const rules = new Command("rules").description("check, apply and show rules");
  rules
    .command("validate")
    .description("check rule files; exits 1 when they hold an error")
    .argument("<file...>", "YAML or JSON; several make one rulebook")
    .action((files: string[]) => {
      const found = readRuleFiles(read(files), actions);
      if ("problems" in found) return fail(found.problems.map(problemText).join("\n"));
      say(`${files.join(", ")}: ${counted(found.rulebook.rules.length, "rule")}, no errors`);
    });
  rules
    .command("apply")
    .description("make rule files the active rulebook")
    .argument("<file...>", "YAML or JSON; several make one rulebook")
    .action(async (files: string[]) => {
      const body = { files: read(files) };
      const api = openApi();
      const { version } = await api(["rulebook"], Version);
      const headers = { "if-match": `"${version}"` };
      try {
        const applied = await api(["rulebook"], Applied, { method: "PUT", headers, body });
        say(`version ${applied.version} is active: ${counted(applied.rules, "rule")}`);
      } catch (error) {
        fail(whyNotApplied(error));
      }
    });
  rules
    .command("show")
    .description("the active rulebook: its rules, calendars and failure classes, and what is set aside")
    .option("--json", "whole, as JSON")
    .action(async ({ json }: { json?: true }) => {
      const active = await openApi()(["rulebook"], ActiveRules);
      if (json) return say(JSON.stringify(active));
      for (const line of rulesLines(active, systemClock())) say(line);
    });
  return rules;
}

/** Where the rules are wrong, line by line; any other error is thrown on. */
function whyNotApplied(error: unknown): string {
  const found = Problems.safeParse(error instanceof ApiError ? error.body : undefined);
  if (!found.success) throw error;
  const { problems, count = problems.length } = found.data;
  const lines = problems.map(problemText);
  if (count > lines.length)
    lines.push(`and ${counted(count - lines.length, "more problem")}: rules validate tells them all`);
  return `${lines.join("\n")}\nnothing was applied: the active rules stay as they are`;
}
