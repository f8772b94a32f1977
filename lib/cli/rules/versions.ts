import type * as z from "zod";
import { instantText } from "../../core/time.ts";
import type { Api } from "../api.ts";
import { isCount } from "../count.ts";
import { Problem } from "../jobs/problem.ts";
import { note, say } from "../print.ts";
import { safe } from "../render.ts";
import { Versions } from "./answers.ts";
import { tableLines } from "./table.ts";

type Version = z.output<typeof Versions>["versions"][number];

/** The versions, newest first. @throws ApiError, Problem */
export async function versionsTold(api: Api, { limit, json }: { limit: string; json: boolean }): Promise<void> {
  if (!isCount(limit)) throw new Problem("--limit takes a whole number from 1 to 1000");
  const found = await api(["rulebook", "versions"], Versions, { query: { limit } });
  if (json) return say(JSON.stringify(found));
  if (found.versions.length === 0) return say("no rules were applied yet");
  const heads = ["version", "at", "rules", "how", "by", "why", "hash"];
  for (const line of tableLines(heads, found.versions.map(cells))) say(line);
  if (found.next !== undefined) note("there are older ones: --limit tells more");
}

function cells({ version, hash, rules, at, who, reason, ...how }: Version): string[] {
  return [
    String(version),
    at === undefined ? "" : instantText(at),
    rules === undefined ? "" : String(rules),
    safe(howText(how)),
    safe(who ?? ""),
    safe(reason ?? ""),
    safe(hash?.slice(0, 12) ?? ""),
  ];
}

function howText({ cause, of, by }: Pick<Version, "cause" | "of" | "by">): string {
  if (cause === "rollback" && of !== undefined) return `rollback to ${of}`;
  if (cause === "approve" && by !== undefined) return `proposed by ${by}, approved`;
  return cause ?? "";
}
