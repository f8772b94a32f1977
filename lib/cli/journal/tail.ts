import { setTimeout as pause } from "node:timers/promises";
import { EntryList } from "../answers.ts";
import { openApi } from "../api.ts";
import { isCount, wantedCount } from "../count.ts";
import { fail, say } from "../print.ts";
import { entryLines } from "../render.ts";
import { type Followed, newOf } from "./follow.ts";

export interface TailOptions {
  lines: string;
  kind?: string;
  json?: true;
  follow?: true;
}

const followMillis = 1_000;
/** What one answer may hold of the new ones. */
const mostNew = 1000;

/** `penstock journal tail` */
export async function tail({ lines, kind, json, follow }: TailOptions): Promise<void> {
  if (!isCount(lines)) return fail(wantedCount);
  const api = openApi();
  let followed: Followed = { shown: new Set() };
  for (let first = true; first || follow; first = false) {
    if (!first) await pause(followMillis);
    const limit = first ? lines : mostNew;
    const { entries } = await api(["journal"], EntryList, { query: { limit, kind, after: followed.after } });
    const news = newOf(entries, followed);
    for (const entry of news.fresh) say(json ? JSON.stringify(entry) : entryLines(entry).join("\n"));
    followed = news.followed;
  }
}
