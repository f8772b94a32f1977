import { Command } from "commander";
import type * as z from "zod";
import type { RuleFile } from "../../app/apply.ts";
import { problemText, type Problem as RuleProblem } from "../../rules/read.ts";
import { Problems } from "../answers.ts";
import { type Api, ApiError, openApi } from "../api.ts";
import { counted } from "../count.ts";
import { Problem } from "../jobs/problem.ts";
import { fail, note, say } from "../print.ts";
import { safe } from "../render.ts";
import { AppliedOrProposed, type Proposal } from "./answers.ts";
import { activeBook, type Book } from "./book.ts";
import { shortLines } from "./diffText.ts";
import { readRules } from "./files.ts";
import { planned, readPlan } from "./planned.ts";

interface Options {
  readonly reason?: string;
  readonly plan?: string;
  readonly json?: true;
}

/** `penstock rules apply FILE…` */
export function applyCommand(): Command {
  return new Command("apply")
    .description("make rule files the active rulebook; what deletes or plays may need a second person's yes")
    .argument("[file...]", "YAML or JSON, or a folder of them; several make one rulebook")
    .option("--reason <text>", "why: it stands in the journal")
    .option("--plan <file>", "apply what rules plan --out saved, if neither the files nor the active rules changed")
    .option("--json", "as JSON: { version, rules, unchanged? }, { proposal } or { problems, count }")
    .addHelpText("after", "\nApplying the same files again changes nothing. Exits 1 when they are refused.")
    .action(async (paths: string[], options: Options) => {
      const { files, follows } = filesOf(paths, options.plan);
      const api = openApi();
      const book = await activeBook(api);
      if (follows && (follows.version !== book.version || follows.hash !== book.hash))
        throw new Problem(
          `version ${book.version} is active, and the plan was made for version ${follows.version}: nothing was applied. Plan again.`,
        );
      if (!options.json) tellChanges(files, book);
      try {
        await apply(api, { files, book, options });
      } catch (error) {
        const { problems, count = problems.length } = problemsIn(error);
        if (options.json) say(JSON.stringify({ problems, count }));
        fail(whyNotApplied(problems, count));
      }
    });
}

function filesOf(paths: readonly string[], plan: string | undefined) {
  if (plan === undefined) {
    if (paths.length === 0) throw new Problem("name rule files, or a plan with --plan FILE");
    return { files: readRules(paths) };
  }
  if (paths.length > 0) throw new Problem("a plan names its files: give either files or --plan FILE");
  const read = readPlan(plan);
  return { files: read.files, follows: { version: read.plan.follows, hash: read.plan.hash } };
}

/** On the error channel; of the first rules everything is new. */
function tellChanges(files: readonly RuleFile[], book: Book): void {
  if (book.broken !== undefined) note(`version ${book.version} cannot be read: it is replaced`);
  if (!book.rulebook) return;
  const plan = planned(files, book);
  if ("diff" in plan) for (const line of shortLines(plan.diff)) note(line);
}

async function apply(
  api: Api,
  { files, book, options }: { files: readonly RuleFile[]; book: Book; options: Options },
): Promise<void> {
  const { reason, json } = options;
  const headers = { "if-match": `"${book.version}"` };
  const body = { files, ...(reason !== undefined && { reason }) };
  const applied = await api(["rulebook"], AppliedOrProposed, { method: "PUT", headers, body });
  if (json) return say(JSON.stringify(applied));
  if ("proposal" in applied) return say(proposedText(applied.proposal));
  const { version, rules, unchanged } = applied;
  const count = counted(rules, "rule");
  say(
    unchanged
      ? `version ${version} is active already: ${count}, nothing changes`
      : `version ${version} is active: ${count}`,
  );
}

function proposedText({ number, hash, after, needs, replaces, by }: Proposal): string {
  return [
    `proposal ${number} waits for a second person: ${needs.map(safe).join(", ")}`,
    `  it follows version ${after}, which stays active; its hash is ${safe(hash.slice(0, 12))}, proposed by ${safe(by)}`,
    ...(replaces === undefined ? [] : [`  it takes the place of the proposal ${safe(replaces.slice(0, 12))}`]),
    `  next: somebody else runs   penstock rules approve ${number}   (or reject ${number})`,
  ].join("\n");
}

/** Where the rules are wrong; any other error is thrown on. */
function problemsIn(error: unknown): z.output<typeof Problems> {
  const found = Problems.safeParse(error instanceof ApiError ? error.body : undefined);
  if (!found.success) throw error;
  return found.data;
}

function whyNotApplied(problems: readonly RuleProblem[], count: number): string {
  const lines = problems.map(problemText);
  if (count > lines.length)
    lines.push(`and ${counted(count - lines.length, "more problem")}: rules validate tells them all`);
  return `${lines.join("\n")}\nnothing was applied: the active rules stay as they are`;
}
