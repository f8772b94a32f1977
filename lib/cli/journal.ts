import { setTimeout as pause } from "node:timers/promises";
import { Command } from "commander";
import { findRunning, openLocalStore } from "./local.ts";
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
      if (!/^[1-9]\d{0,4}$/.test(lines)) return fail("--lines takes a whole number from 1 to 99999");
      const store = openLocalStore(findRunning());
      let last: string | undefined;
      do {
        if (last !== undefined) await pause(followMillis);
        const entries = await store.entries(Number(lines), last);
        for (const entry of entries) say(json ? JSON.stringify(entry) : entryLines(entry).join("\n"));
        last = entries.at(-1)?.id ?? last ?? "";
      } while (follow);
    });
  return journal;
}
