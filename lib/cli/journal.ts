import { setTimeout as pause } from "node:timers/promises";
import { Command } from "commander";
import { EntryList } from "./answers.ts";
import { openApi } from "./api.ts";
import { isCount, wantedCount } from "./count.ts";
import { fail, say } from "./print.ts";
import { entryLines } from "./render.ts";

interface Options {
  lines: string;
  json?: true;
  follow?: true;
}

const followMillis = 1_000;

/** `penstock journal …` */
export function journalCommand(): Command {
  const journal = new Command("journal").description("what was heard, decided and done");
  journal
    .command("tail")
    .description("the newest entries, oldest first")
    .option("-n, --lines <n>", "how many entries", "20")
    .option("-f, --follow", "go on with new ones until stopped")
    .option("--json", "one JSON value a line")
    .action(async ({ lines, json, follow }: Options) => {
      if (!isCount(lines)) return fail(wantedCount);
      const api = openApi();
      let last: string | undefined;
      for (let first = true; first || follow; first = false) {
        if (!first) await pause(followMillis);
        const { entries } = await api(["journal"], EntryList, { query: { limit: lines, after: last } });
        for (const entry of entries) say(json ? JSON.stringify(entry) : entryLines(entry).join("\n"));
        last = entries.at(-1)?.id ?? last;
      }
    });
  return journal;
}
