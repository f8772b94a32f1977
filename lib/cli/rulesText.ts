import { styleText } from "node:util";
import type * as z from "zod";
import { type Instant, instantText } from "../core/time.ts";
import { nextOpening, standingAt } from "../rules/calendar/opening.ts";
import { Calendar } from "../rules/calendar.ts";
import type { ActiveRules } from "./answers.ts";
import { counted } from "./count.ts";
import { descriptionText, ruleLine, safe } from "./render.ts";

/** The active rulebook for people: its version, what stands beside the rules, and a line for each rule. */
export function rulesLines(active: z.output<typeof ActiveRules>, now: Instant): string[] {
  const { version, hash, calendars = {}, failureClasses = {}, invariants = [], rules, setAside = [] } = active;
  if (version === 0) return ["no rules were applied yet"];
  return [
    `version ${version}, ${safe(hash ?? "")}`,
    ...Object.entries(calendars).map(([name, calendar]) => `calendar ${safe(name)}  ${calendarText(calendar, now)}`),
    ...Object.entries(failureClasses).map(([name, list]) => `failure class ${safe(name)}  ${classText(list)}`),
    ...invariants.map(
      ({ id, never, description }) =>
        `invariant ${safe(id)}  never ${safe(never?.join(", ") ?? "anything")}${descriptionText(description)}`,
    ),
    ...rules.map((rule) => {
      const broken = setAside.find(({ id }) => id === rule.id);
      return broken ? asideLine(broken) : ruleLine(rule);
    }),
    ...(setAside.length === 0
      ? []
      : [
          `${counted(setAside.length, "rule")} set aside: mend and apply; until then nothing comes of what it asks for`,
        ]),
  ];
}

function asideLine({ id, reason }: { readonly id: string; readonly reason: string }): string {
  return `${safe(id)}  ${styleText("red", "set aside")}  ${safe(reason)}`;
}

function calendarText(stored: unknown, now: Instant): string {
  const read = Calendar.safeParse(stored);
  if (!read.success) return styleText("red", "cannot be read");
  const standing = standingAt(read.data, now);
  if (standing.isOpen) return styleText("green", "open");
  const at = nextOpening(read.data, now);
  const opens = at === undefined ? "it does not open within 400 days" : `it opens ${instantText(at)}`;
  return `${styleText("yellow", "closed")}: ${safe(standing.why)}; ${opens}`;
}

function classText(list: unknown): string {
  return Array.isArray(list) ? counted(list.length, "map of conditions", "maps of conditions") : "";
}
