import type { Outcome } from "../core/outcome.ts";
import type { Instant } from "../core/time.ts";
import { momentText, nextCommonOpening, standingAt } from "../rules/calendar/opening.ts";
import type { Calendar } from "../rules/calendar.ts";
import type { CompiledRule } from "../rules/compile.ts";
import type { ActiveRules } from "./rules.ts";

/**
 * How a run ends because a calendar that these rules require is closed: it waits until all of them are open, or is refused
 * where that will not be. `undefined` when all are open now.
 */
export function waitForCalendars(
  rules: readonly CompiledRule[],
  { calendars }: Pick<ActiveRules, "calendars">,
  now: Instant,
): Outcome | undefined {
  const required = new Map<string, Calendar>();
  for (const { rule, name } of rules) {
    const wanted = rule.require?.calendar;
    if (wanted === undefined) continue;
    const calendar = Object.hasOwn(calendars, wanted) ? calendars[wanted] : undefined;
    // Rules are not applied without their calendars; if one is lost all the same, it is not for us to say when it was open.
    if (!calendar) return { kind: "refused", reason: `${name} requires the calendar ${wanted}, which is not there` };
    required.set(wanted, calendar);
  }
  const [first, ...more] = [...required].flatMap(([name, calendar]) => closedText(name, calendar, now));
  if (first === undefined) return undefined;
  const why = [first.text, ...more.map(({ text }) => text)].join("; ");
  const at = nextCommonOpening([...required.values()], now);
  if (at === undefined) return { kind: "refused", reason: `${why}; it does not open within 400 days` };
  return { kind: "again", at, why: "wait", reason: `${why}; it opens ${momentText(first.zone, at)}` };
}

function closedText(name: string, calendar: Calendar, now: Instant): { text: string; zone: string }[] {
  const standing = standingAt(calendar, now);
  if (standing.isOpen) return [];
  return [{ text: `the calendar ${name} is closed: ${standing.why}`, zone: calendar.zone }];
}
