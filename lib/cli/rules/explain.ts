import { Command } from "commander";
import { actions } from "../../actions/index.ts";
import type { RuleFile } from "../../app/apply.ts";
import { explainAll } from "../../app/explain/explainAll.ts";
import { openFiles } from "../../app/explain/open.ts";
import { eventSubject } from "../../app/explain/subject.ts";
import { systemClock } from "../../edge/clock.ts";
import { toEvent } from "../../gitlab/hook.ts";
import { problemText } from "../../rules/read.ts";
import { Problems } from "../answers.ts";
import { ApiError, openApi } from "../api.ts";
import { Problem } from "../jobs/problem.ts";
import { fail, say } from "../print.ts";
import { explainLines } from "./explainText.ts";
import { type ExplainOptions, readWhat, type What } from "./explainWhat.ts";
import { Explained, shownOf } from "./explanation.ts";
import { readRules } from "./files.ts";

/** `penstock rules explain WHAT` */
export function explainCommand(): Command {
  return new Command("explain")
    .description("why each rule says what it says to a job, and what would stop it from acting")
    .argument("[what]", "a job's web address, a file with a webhook's body, or the id of a journal entry")
    .option("--project <id|path>", "whose job it is, where it is named by its id")
    .option("--job <id>", "the job; of a hook or an entry with several only this one")
    .option("--rule <id>", "only this rule")
    .option("--rules <file...>", "these rules in place of the active ones; with a webhook's body nothing else is asked")
    .option("--no-look", "of GitLab ask only for the job: what a rule does not know then stays unknown")
    .option("--as-of", "the rules that the journal entry names, not those of now")
    .option("--all", "every rule drawn whole, with the guards that are open too")
    .option("--json", "as one JSON value")
    .addHelpText(
      "after",
      `
It changes nothing and takes no limit. Exit 0: explained; 1: there is nothing to explain, or it cannot be asked.

  penstock rules explain https://gitlab.example.com/shop/api/-/jobs/1001
  penstock rules explain --project shop/api --job 1001 --rule retry-infrastructure --all
  penstock rules explain hook.json --rules rules/           # needs no Penstock
  penstock rules explain 1763629200000-0a1b --as-of         # from penstock journal query --json`,
    )
    .action(async (text: string | undefined, options: ExplainOptions) => {
      const what = readWhat(text, options);
      const files = options.rules && readRules(options.rules);
      const explained =
        files && "payload" in what ? await explainHere(what, files, options) : await explainThere(what, files, options);
      if (!explained) return;
      if (options.json) return say(JSON.stringify(explained));
      for (const line of explainLines(explained, options.all === true)) say(line);
    });
}

/** By the files alone. */
async function explainHere(
  { payload, jobId }: Extract<What, { payload: unknown }>,
  files: readonly RuleFile[],
  { rule }: ExplainOptions,
): Promise<Explained | undefined> {
  const now = systemClock();
  const source = "gitlab";
  const event = toEvent({ value: payload, delivery: { id: "explained", source, receivedAt: now } });
  if ("ignored" in event) throw new Problem(event.ignored);
  const subject = eventSubject(event, now, jobId);
  if ("nothing" in subject) throw new Problem(`${subject.nothing}. ${subject.cure}`);
  const opened = await openFiles(files, actions, subject.view);
  if ("problems" in opened) return void fail(opened.problems.map(problemText).join("\n"));
  const { active } = opened;
  if (rule !== undefined && !active.rule(rule))
    throw new Problem(
      `the files have no rule ${JSON.stringify(rule)}: they have ${active.rules.map((one) => one.rule.id).join(", ")}`,
    );
  const site = { source, active, actions, now };
  return shownOf(await explainAll(subject, site, rule === undefined ? {} : { rule }));
}

async function explainThere(
  what: What,
  files: readonly RuleFile[] | undefined,
  { rule, look, asOf }: ExplainOptions,
): Promise<Explained | undefined> {
  const body = {
    ...what,
    ...(rule !== undefined && { rule }),
    ...(!look && { look }),
    ...(asOf && { asOf }),
    ...(files && { rules: files }),
  };
  try {
    return await openApi()(["explain"], Explained, { method: "POST", body });
  } catch (error) {
    const found = Problems.safeParse(error instanceof ApiError ? error.body : undefined);
    if (!found.success) throw error;
    return void fail(found.data.problems.map(problemText).join("\n"));
  }
}
