import type { Entry } from "../../core/journal.ts";
import { systemClock } from "../../edge/clock.ts";
import { EntryPage } from "../answers.ts";
import { type Api, openApi } from "../api.ts";
import { fail, note, say } from "../print.ts";
import { entryLines } from "../render.ts";
import { momentOf, wantedMoment } from "./moment.ts";

export interface QueryOptions {
  lines: string;
  job?: string;
  task?: string;
  project?: string;
  rule?: string;
  kind?: string;
  since?: string;
  until?: string;
  json?: true;
}

const pageEntries = 1000;

/** `penstock journal query` */
export async function query(options: QueryOptions): Promise<void> {
  const asked = questionOf(options);
  if ("problem" in asked) return fail(asked.problem);
  const { entries, more } = await newest(openApi(), asked.question, Number(options.lines));
  for (const entry of entries.toReversed()) say(options.json ? JSON.stringify(entry) : entryLines(entry).join("\n"));
  if (entries.length === 0 && !options.json) say("no entries");
  if (more) note(`older ones are left out: raise --lines, or ask with --until for those before`);
}

type Question = Readonly<Record<string, string | number | undefined>>;

/** What is asked of the API, or what is wrong with an option and what it takes. */
function questionOf(options: QueryOptions): { readonly question: Question } | { readonly problem: string } {
  const { lines, job, task, project, rule, kind } = options;
  if (!/^[1-9]\d{0,5}$/.test(lines)) return { problem: "--lines takes a whole number from 1 to 999999" };
  if (job !== undefined && !/^[1-9]\d{0,15}$/.test(job))
    return { problem: `--job takes the number of a job, such as 1001: ${JSON.stringify(job)} is none` };
  const now = systemClock();
  const moments: Record<string, number> = {};
  for (const name of ["since", "until"] as const) {
    const text = options[name];
    if (text === undefined) continue;
    const at = momentOf(text, now);
    if (at === undefined) return { problem: `--${name} takes ${wantedMoment}: ${JSON.stringify(text)} is none` };
    moments[name] = at;
  }
  const { since = 0, until = Number.POSITIVE_INFINITY } = moments;
  if (since >= until) return { problem: "--since is not before --until: nothing can lie between them" };
  return { question: { job, task, project, rule, kind, ...moments } };
}

/** The newest entries that fit, newest first, page by page. */
async function newest(api: Api, question: Question, most: number): Promise<{ entries: Entry[]; more: boolean }> {
  const entries: Entry[] = [];
  let before: string | undefined;
  do {
    const limit = Math.min(pageEntries, most - entries.length);
    const page = await api(["journal"], EntryPage, { query: { ...question, limit, before } });
    entries.push(...page.entries.toReversed());
    before = page.next;
  } while (before !== undefined && entries.length < most);
  return { entries, more: before !== undefined };
}
