import { styleText } from "node:util";
import { Command } from "commander";
import { actions } from "../../actions/index.ts";
import { readRuleFiles } from "../../app/apply.ts";
import { systemClock } from "../../edge/clock.ts";
import type { Finding } from "../../rules/lint/finding.ts";
import { lintRulebook } from "../../rules/lint/lintRulebook.ts";
import { type Problem, problemText } from "../../rules/read.ts";
import { counted } from "../count.ts";
import { fail, note, say } from "../print.ts";
import { readRules } from "./files.ts";

type Placed = Problem & Pick<Finding, "severity" | "code">;

interface Options {
  readonly json?: true;
  readonly strict?: true;
}

/** `penstock rules lint FILE…` */
export function lintCommand(): Command {
  return new Command("lint")
    .description("tell what is odd about rules that can be read; exits 1 when they hold an error")
    .argument("<file...>", "YAML or JSON, or a folder of them; several make one rulebook")
    .option("--json", "what was found, as one JSON document")
    .option("--strict", "exit 1 for warnings too")
    .addHelpText("after", help)
    .action(lint);
}

const help = `
Errors are rules that can never do what they say, or that an invariant forbids; warnings are rules that add nothing, stand
in each other's way, or leave something open that a person should look at. Only what is certain is told.

Examples:
  penstock rules lint rules/                 # as compilers write it: file:line:column: error code: message
  penstock rules lint rules/ --strict        # in CI: warnings count too
`;

function lint(paths: string[], { json, strict }: Options): void {
  const found = readRuleFiles(readRules(paths), actions);
  if ("problems" in found) {
    if (json) say(JSON.stringify({ problems: found.problems }));
    fail(found.problems.map(problemText).join("\n"));
    return;
  }
  const findings = lintRulebook(found.rulebook, actions, systemClock()).map(({ path, message, ...about }) => ({
    ...about,
    ...found.problemAt({ path, message }),
  }));
  const errors = findings.filter(({ severity }) => severity === "error").length;
  const warnings = findings.length - errors;
  if (json) say(JSON.stringify({ errors, warnings, findings }));
  else for (const finding of findings) say(findingText(finding));
  note(`${counted(found.rulebook.rules.length, "rule")}: ${counted(errors, "error")}, ${counted(warnings, "warning")}`);
  if (errors > 0 || (strict && warnings > 0)) process.exitCode = 1;
}

function findingText({ severity, code, ...problem }: Placed): string {
  const label = `${severity} ${code}:`;
  const text = problemText({ ...problem, message: `${label} ${problem.message}` });
  return text.replace(label, () => styleText(severity === "error" ? "red" : "yellow", label));
}
