import { Command, InvalidArgumentError, Option } from "commander";
import { entryKinds } from "../core/journal.ts";
import { query } from "./journal/query.ts";
import { tail } from "./journal/tail.ts";
import { type JournalVerifyOptions, verify } from "./journal/verify.ts";

/** `penstock journal …` */
export function journalCommand(): Command {
  const journal = new Command("journal").description("what was heard, decided and done");
  journal
    .command("tail")
    .description("the newest entries, oldest first")
    .option("-n, --lines <n>", "how many entries", "20")
    .option("-f, --follow", "go on with new ones until stopped")
    .addOption(kind())
    .option("--json", "one JSON value a line")
    .action(tail);
  journal
    .command("query")
    .description("the newest entries that fit, oldest first")
    .option("--job <id>", "what the tasks of a job did, and people about it")
    .option("--task <id>", "what planned a task, its runs, and what people did")
    .option("--project <id|path>", "those of a project")
    .option("--rule <id>", "what a rule said and did, in any version (or in one: id@3)")
    .option("--since <time>", "from a time on: 2h ago, 2026-11-20, 2026-11-20T09:30:00Z")
    .option("--until <time>", "before a time")
    .addOption(kind())
    .option("-n, --lines <n>", "how many entries", "50")
    .option("--json", "one JSON value a line")
    .action(query);
  journal
    .command("verify")
    .description("whether entries were changed, lost or slipped in, and whether the books balance; exit code 1 if not")
    .option(
      "--known <number:hash>",
      "a seal as the log told it; may be repeated",
      (text: string, before: string[] = []) => [...before, text],
    )
    .option("--after <number:hash>", "follow the chain from a seal that you vouch for, not from the beginning")
    .option("--json", "the result as JSON")
    .action(({ known = [], ...options }: Partial<JournalVerifyOptions>) => verify({ known, ...options }));
  return journal;
}

function kind(): Option {
  return new Option("--kind <kind>", "only of this kind; seals are shown only so")
    .choices(entryKinds)
    .argParser(oneKind);
}

function oneKind(text: string, before: string | undefined): string {
  if (before !== undefined) throw new InvalidArgumentError(`Give one kind: ${before} was given before.`);
  if (entryKinds.some((one) => one === text)) return text;
  throw new InvalidArgumentError(`Allowed choices are ${entryKinds.join(", ")}.`);
}
