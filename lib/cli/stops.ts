import { styleText } from "node:util";
import type { SwitchEntry } from "../core/journal.ts";
import { type Instant, instantText } from "../core/time.ts";
import { EntryPage, Switch } from "./answers.ts";
import type { Api } from "./api.ts";
import { safe } from "./render.ts";

/** What is stopped, and who did it, when and why, as far as the journal tells. */
export interface Stop {
  readonly what: string;
  readonly who?: string;
  readonly at?: Instant;
  readonly reason?: string;
}

/** Looks into the journal for it; each is at 5,000 entries, so that a long journal keeps nobody waiting. */
const mostLooks = 20;

/** Every stop of the switch with the newest entry that tells of it. */
export async function stopsToldBy(api: Api): Promise<Stop[]> {
  const { stops } = await api(["switch"], Switch);
  const told = new Map<string, SwitchEntry>();
  let before: string | undefined;
  for (let looks = 0; looks < mostLooks && stops.some((stop) => !told.has(stop)); looks++) {
    const page = await api(["journal"], EntryPage, { query: { kind: "switch", limit: 1000, before } });
    for (const entry of page.entries.toReversed())
      if (entry.kind === "switch" && entry.step === "stop" && !told.has(entry.what)) told.set(entry.what, entry);
    before = page.next;
    if (before === undefined) break;
  }
  return stops.map((what) => {
    const entry = told.get(what);
    return { what, ...(entry && { who: entry.who, at: entry.at, reason: entry.reason }) };
  });
}

/** A stop as one line. */
export function stopLine({ what, who, at, reason }: Stop): string {
  const head = `stopped: ${safe(what)}`;
  if (who === undefined || at === undefined) return `${head}  the newest part of the journal does not tell by whom`;
  return `${head} by ${safe(who)} ${styleText("gray", `since ${instantText(at)}`)}  ${safe(reason ?? "")}`;
}
