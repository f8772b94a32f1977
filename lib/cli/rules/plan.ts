import { writeFileSync } from "node:fs";
import { styleText } from "node:util";
import { Command } from "commander";
import { problemText } from "../../rules/read.ts";
import { openApi } from "../api.ts";
import { counted } from "../count.ts";
import { Problem } from "../jobs/problem.ts";
import { fail, note, say } from "../print.ts";
import { safe } from "../render.ts";
import { activeBook, type Book } from "./book.ts";
import { diffLines } from "./diffText.ts";
import { readRules } from "./files.ts";
import { type Planned, planned, savedPlan } from "./planned.ts";

interface Options {
  readonly detailedExitcode?: true;
  readonly json?: true;
  readonly out?: string;
}

/** `penstock rules plan FILE…` */
export function planCommand(): Command {
  return new Command("plan")
    .description("the difference between the active rules and rule files, and what applying them would do")
    .argument("<file...>", "YAML or JSON, or a folder of them; several make one rulebook")
    .option("--detailed-exitcode", "exit 0: nothing would change, 1: an error, 2: something would change")
    .option("--json", "as JSON: { follows, makes, diff, needs, problems }")
    .option("--out <file>", "save the plan; rules apply --plan FILE applies it and nothing else")
    .addHelpText(
      "after",
      '\nIn CI:\n  penstock rules plan rules/ --detailed-exitcode --out plan.json\n  penstock rules apply --plan plan.json --reason "$CI_COMMIT_TITLE"',
    )
    .action(async (paths: string[], { detailedExitcode, json, out }: Options) => {
      const files = readRules(paths);
      const book = await activeBook(openApi());
      const plan = planned(files, book);
      if (json) say(JSON.stringify(planJson(plan, book)));
      if ("problems" in plan) return json ? fail("apply would be refused") : refused(plan.problems.map(problemText));
      if (!json) for (const line of planLines(plan, book)) say(line);
      if (out !== undefined) {
        save(out, `${JSON.stringify(savedPlan(files, book), null, 2)}\n`);
        note(`saved: rules apply --plan ${out}`);
      }
      if (detailedExitcode && !plan.isNothing) process.exitCode = 2;
    });
}

/** @throws Problem */
function save(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new Problem(`the plan cannot be saved: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function refused(lines: readonly string[]): void {
  fail(`${lines.join("\n")}\napply would be refused: the active rules would stay as they are`);
}

function planJson(plan: Planned, { version, broken }: Book) {
  const base = { follows: version, ...(broken !== undefined && { broken }) };
  if ("problems" in plan) return { ...base, makes: null, problems: plan.problems };
  const { diff, needs, rules, isNothing } = plan;
  return { ...base, makes: isNothing ? null : version + 1, rules, diff, needs, problems: [] };
}

function planLines(plan: Exclude<Planned, { problems: unknown }>, { version, broken }: Book): string[] {
  const { diff, needs, rules, isNothing } = plan;
  if (isNothing) return [`nothing would change: version ${version} says what the files say`];
  return [
    ...(broken === undefined ? [] : [styleText("red", `version ${version} cannot be read: everything is new`)]),
    ...diffLines(diff),
    "",
    ...(needs.length === 0 ? [] : [`${styleText("yellow", "needs a second person")}: ${needs.map(safe).join(", ")}`]),
    needs.length === 0
      ? `apply would make version ${version + 1}: ${counted(rules, "rule")}`
      : `apply would propose version ${version + 1}: ${counted(rules, "rule")}; somebody else must approve it`,
  ];
}
