import * as z from "zod";
import type { Line, Message, Span } from "../../core/message.ts";
import { type Severity, severities } from "../../core/talkSettings.ts";
import { type Instant, instantText } from "../../core/time.ts";
import type { News } from "./newsOf.ts";

/** News that are told together. */
export interface Digest {
  readonly since: Instant;
  /** When it is told. */
  readonly due: Instant;
  readonly count: number;
  /** By rule and outcome; `""`: of all for which there was no room. */
  readonly counts: Readonly<Record<string, number>>;
  /** The first, alarms before all others. */
  readonly lines: readonly { readonly severity: Severity; readonly line: Line }[];
  readonly severity: Severity;
}

export const DigestItem = z.object({
  since: z.number(),
  due: z.number(),
  count: z.int(),
  counts: z.record(z.string(), z.number()),
  lines: z.array(z.object({ severity: z.enum(severities), line: z.custom<Line>(Array.isArray) })),
  severity: z.enum(severities),
});

const mostLines = 10;
const mostCounts = 25;
const mostCharacters = 300;

/** A digest once something more is gathered in it. */
export function gathered(
  digest: Digest | undefined,
  news: News,
  { now, due }: { readonly now: Instant; readonly due: Instant },
): Digest {
  const before = digest ?? { since: now, due, count: 0, counts: {}, lines: [], severity: "info" };
  const wanted = [news.rules.join(", "), news.what].filter(Boolean).join(": ").slice(0, mostCharacters);
  const isKnown = wanted in before.counts || Object.keys(before.counts).length < mostCounts;
  const key = isKnown ? wanted : "";
  const line = { severity: news.severity, line: news.title.map(cut) };
  return {
    since: before.since,
    due: Math.min(before.due, due),
    count: before.count + 1,
    counts: { ...before.counts, [key]: (before.counts[key] ?? 0) + 1 },
    lines: withLine(before.lines, line),
    severity: rank(news.severity) > rank(before.severity) ? news.severity : before.severity,
  };
}

/** An alarm takes the place of what is none. */
function withLine(lines: Digest["lines"], line: Digest["lines"][number]): Digest["lines"] {
  if (lines.length < mostLines) return [...lines, line];
  if (line.severity !== "alarm") return lines;
  const at = lines.findLastIndex(({ severity }) => severity !== "alarm");
  return at < 0 ? lines : [...lines.slice(0, at), ...lines.slice(at + 1), line];
}

function rank(severity: Severity): number {
  return severities.indexOf(severity);
}

function cut(span: Span): Span {
  const short = (text: string) =>
    text.length <= mostCharacters ? text : `${text.slice(0, mostCharacters).toWellFormed()}…`;
  if (typeof span === "string") return short(span);
  if ("code" in span) return { code: short(span.code) };
  return "strong" in span ? { strong: short(span.strong) } : { ...span, text: short(span.text) };
}

/** A digest as it is told: how often what happened, then the first of it. */
export function digestMessage({ since, count, counts, lines, severity }: Digest): Message {
  const most = Object.entries(counts).toSorted(([one, few], [other, many]) => many - few || (one < other ? -1 : 1));
  const more = count - lines.length;
  return {
    tone: severity === "alarm" ? "alarm" : "news",
    title: [`${count} ${count === 1 ? "thing" : "things"} happened since ${instantText(since)}`],
    lines: [
      ...most.map(([what, times]): Line => [{ strong: `${times} × ` }, what === "" ? "others" : what]),
      ...lines.map(({ line }) => line),
      ...(more > 0 ? [[`… and ${more} more: see `, { code: "penstock journal" }]] : []),
    ],
  };
}
