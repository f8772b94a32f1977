import type { Instant } from "../../core/time.ts";
import type { Calendar } from "../calendar.ts";
import { readFreeze } from "./freeze.ts";
import { dayMillis, type Wall, wallText } from "./wall.ts";
import { isOn, readWindow, type Window } from "./window.ts";
import { firstAt, lastBefore, type Stretch, stretches, wallAt } from "./zone.ts";

/** How far ahead the next opening is looked for. */
const mostDays = 400;

/** How a calendar stands at a moment. */
export type Standing =
  | { readonly isOpen: true }
  /** `why`: e.g. `year-end freeze until 2027-01-07 00:00 Europe/Berlin`. */
  | { readonly isOpen: false; readonly why: string };

/** A calendar whose texts were read; without windows it is open but for its freezes. */
interface ReadCalendar {
  readonly zone: string;
  readonly windows?: readonly Window[];
  readonly freezes: readonly { readonly from: Wall; readonly to: Wall; readonly why?: string }[];
}

function readCalendar({ zone, open, closed = [] }: Calendar): ReadCalendar {
  const windows = open?.map(readWindow).filter((window) => "weekdays" in window);
  const freezes = closed.map((freeze) => ({ ...freeze, ...readFreeze(freeze) }));
  return { zone, ...(windows && { windows }), freezes };
}

/**
 * Whether a calendar is open. Windows go by the clock on the wall, whatever is done to it: nothing is ever open while the
 * clock shows a time outside of them. So a window that begins where the clock skips time begins right after the gap, and
 * one that ends there ends there; one around an hour that comes twice holds both; and one that begins or ends within such
 * an hour is open both times, with a pause between.
 *
 * A freeze has no pause: it begins the first time that the clock shows its beginning, or right after the gap, and ends the
 * last time that the clock shows its end. In doubt both are closed, since waiting harms less than acting too early.
 */
export function isOpenAt(calendar: Calendar, now: Instant): boolean {
  return standingAt(calendar, now).isOpen;
}

/** As `isOpenAt`, with what closes it. */
export function standingAt(calendar: Calendar, now: Instant): Standing {
  const { zone, open = [] } = calendar;
  const read = readCalendar(calendar);
  const freeze = freezeAt(read, now);
  if (freeze) return { isOpen: false, why: `${freeze.why ?? "freeze"} until ${momentText(zone, freeze.to)}` };
  const wall = wallAt(zone, now);
  const isOpen = read.windows?.some((window) => holds(window, wall)) ?? true;
  return isOpen ? { isOpen } : { isOpen, why: `outside ${windowsText(open)} ${zone}` };
}

/** The first moment from `now` on at which the calendar is open, or `undefined` when there is none within 400 days. */
export function nextOpening(calendar: Calendar, now: Instant): Instant | undefined {
  return nextCommonOpening([calendar], now);
}

/** As `nextOpening`, for the first moment at which all of some calendars are open. */
export function nextCommonOpening(calendars: readonly Calendar[], now: Instant): Instant | undefined {
  const end = now + mostDays * dayMillis;
  const read = calendars.map(readCalendar);
  let at = now;
  for (;;) {
    const before = at;
    for (const calendar of read) at = notBefore(calendar, at, end);
    if (at >= end) return undefined;
    if (at === before) return at;
  }
}

/** A moment as the calendar's people read it: `2027-01-07 09:00 Europe/Berlin`. */
export function momentText(zone: string, at: Instant): string {
  return `${wallText(wallAt(zone, at))} ${zone}`;
}

/** A moment before which the calendar is certainly not open: `at` itself where it is open then, `end` where it stays closed. */
function notBefore(calendar: ReadCalendar, at: Instant, end: Instant): Instant {
  const freeze = freezeAt(calendar, at);
  if (freeze) return freeze.to;
  const { windows, zone } = calendar;
  if (!windows) return at;
  for (const stretch of stretches(zone, at, end)) {
    const found = firstIn(windows, stretch);
    if (found !== undefined) return found;
  }
  return end;
}

/** The first moment of a stretch that is in a window. */
function firstIn(windows: readonly Window[], { from, to, offsetMillis }: Stretch): Instant | undefined {
  const [begin, end] = [from + offsetMillis, to + offsetMillis];
  for (let day = midnightOf(begin) - dayMillis; day < end; day += dayMillis) {
    const starts = windows
      .filter((window) => isOn(window, day) && day + window.toMillis > begin)
      .map((window) => Math.max(begin, day + window.fromMillis));
    const first = Math.min(...starts);
    if (first < end) return first - offsetMillis;
  }
  return undefined;
}

function holds(window: Window, wall: Wall): boolean {
  const today = midnightOf(wall);
  return [today - dayMillis, today].some(
    (day) => isOn(window, day) && day + window.fromMillis <= wall && wall < day + window.toMillis,
  );
}

function midnightOf(wall: Wall): Wall {
  return Math.floor(wall / dayMillis) * dayMillis;
}

/** The freeze that a moment is in, of several the one that ends last; `to` is when it ends. */
function freezeAt(
  { zone, freezes }: ReadCalendar,
  now: Instant,
): { readonly to: Instant; readonly why?: string } | undefined {
  // No clock is two days off, so it need not be asked about all the others.
  const near = freezes.filter(({ from, to }) => from - 2 * dayMillis <= now && now <= to + 2 * dayMillis);
  return near
    .map((freeze) => ({ ...freeze, from: firstAt(zone, freeze.from), to: lastBefore(zone, freeze.to) }))
    .filter(({ from, to }) => from <= now && now < to)
    .toSorted((one, other) => other.to - one.to)[0];
}

const mostShown = 3;

function windowsText(open: readonly string[]): string {
  const more = open.length - mostShown;
  return `${open.slice(0, mostShown).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
