import { styleText } from "node:util";
import { type JournalReader, type Verified, type VerifyOptions, verifyJournal } from "../../app/verify.ts";
import { bookLines } from "../../core/bookLines.ts";
import type { KnownSeal } from "../../core/chain.ts";
import { systemClock } from "../../edge/clock.ts";
import { ItemPage, SealList, TaskPage } from "../answers.ts";
import { type Api, openApi } from "../api.ts";
import { fail, say } from "../print.ts";
import { safe } from "../render.ts";

export interface JournalVerifyOptions {
  known: readonly string[];
  after?: string;
  json?: true;
}

/** `penstock journal verify` */
export async function verify({ known, after, json }: JournalVerifyOptions): Promise<void> {
  for (const [name, texts] of [["known", known] as const, ["after", after === undefined ? [] : [after]] as const]) {
    const wrong = texts.find((text) => !knownSeal(text));
    if (wrong !== undefined)
      return fail(
        `--${name} takes NUMBER:HASH as the log tells a seal, such as 12:9f86d0…: ${JSON.stringify(wrong)} is none`,
      );
  }
  const now = systemClock();
  const from = knownSeal(after ?? "");
  const options: VerifyOptions = {
    now,
    clock: systemClock,
    known: known.flatMap((text) => knownSeal(text) ?? []),
    ...(from && { after: from }),
    // Nobody here knows which deliveries were deferred: the log of the webhook does.
    books: { asOf: now, unrecorded: "unknown" },
  };
  const verified = await verifyJournal(apiReader(openApi()), options);
  if (json) say(JSON.stringify(verified));
  else for (const line of verifiedLines(verified)) say(line);
  if (!verified.intact || !verified.books.balanced) process.exitCode = 1;
}

function knownSeal(text: string): KnownSeal | undefined {
  const [, number, hash] = /^([1-9]\d{0,11}):([0-9a-f]{64})$/.exec(text) ?? [];
  return hash === undefined ? undefined : { number: Number(number), hash };
}

/** Reads page by page what the tables hold, and judges it here. */
export function apiReader(api: Api): JournalReader {
  return {
    seals: (after) => api(["journal", "seals"], SealList, { query: { after } }),
    stored: (next) => api(["journal", "items"], ItemPage, { query: { next } }),
    tasks: (next) => api(["journal", "tasks"], TaskPage, { query: { next } }),
  };
}

/** What was found, the bad news in red. */
export function verifiedLines({ intact, head, entries, breaks, notes, books }: Verified): string[] {
  const { sealed, unsealed, forgotten, unreadable, vouched } = entries;
  const trusted = vouched > 0 ? `, ${vouched} vouched for and not checked` : "";
  const end = head ? `ends with seal ${head.number} ${safe(head.hash)}` : "nothing is sealed yet";
  return [
    `chain    ${verdict(intact, "whole", "BROKEN")}, ${end}`,
    `entries  ${sealed} sealed, ${unsealed} not sealed yet, ${forgotten} forgotten, ${unreadable} unreadable${trusted}`,
    ...breaks.map((text) => `         ${styleText("red", safe(text))}`),
    ...notes.map((text) => `         ${styleText("yellow", safe(text))}`),
    `books    ${verdict(books.balanced, "balanced", "NOT BALANCED")}`,
    ...bookLines(books).map(
      (line) => `         ${line.startsWith("DIFFERENCE") ? styleText("red", safe(line)) : safe(line)}`,
    ),
  ];
}

function verdict(isGood: boolean, good: string, bad: string): string {
  return styleText(isGood ? "green" : "red", isGood ? good : bad);
}
