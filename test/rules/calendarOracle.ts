import type { Calendar } from "../../lib/rules/calendar.ts";

// A calendar by another way: minute by minute, by what Intl says that the clock shows. Nothing of the product is in it.

export const weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;

/** A window as a test draws it: its days by name or by date, and minutes of the day. */
export interface Drawn {
  readonly days: readonly string[];
  readonly from: number;
  readonly to: number;
}

export interface DrawnCalendar {
  readonly windows?: readonly Drawn[];
  /** Local date-times without seconds, the end left out. */
  readonly freezes: readonly { readonly from: string; readonly to: string }[];
}

export interface Minute {
  readonly at: number;
  /** `2026-03-29T01:59`. */
  readonly shows: string;
  readonly minuteOfDay: number;
  readonly today: readonly string[];
  readonly yesterday: readonly string[];
}

const minuteMillis = 60_000;

/** Every minute of some days around a moment, as the zone's clock shows it. */
export function minutesAround(zone: string, moment: number, days: number): Minute[] {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  });
  const half = days * 720;
  return Array.from({ length: 2 * half }, (_, index) => {
    const at = moment + (index - half) * minuteMillis;
    const part = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
    const date = `${part.get("year")}-${part.get("month")}-${part.get("day")}`;
    const [hour, minute] = [part.get("hour"), part.get("minute")];
    return {
      at,
      shows: `${date}T${hour}:${minute}`,
      minuteOfDay: Number(hour) * 60 + Number(minute),
      today: namesOf(date, 0),
      yesterday: namesOf(date, -1),
    };
  });
}

/** What a window may call the day that is `shift` days after a date. */
function namesOf(date: string, shift: number): readonly string[] {
  const day = new Date(`${date}T12:00:00Z`);
  day.setUTCDate(day.getUTCDate() + shift);
  return [day.toISOString().slice(0, 10), weekdays[(day.getUTCDay() + 6) % 7] ?? ""];
}

/** For each minute whether it is open. */
export function openMinutes(minutes: readonly Minute[], { windows, freezes }: DrawnCalendar): boolean[] {
  const frozen = freezes.map(({ from, to }) => [
    minutes.findIndex(({ shows }) => shows >= from),
    minutes.findLastIndex(({ shows }) => shows < to),
  ]);
  return minutes.map(
    (minute, index) =>
      !frozen.some(([first = -1, last = -1]) => first >= 0 && first <= index && index <= last) &&
      (windows?.some((window) => isIn(window, minute)) ?? true),
  );
}

function isIn({ days, from, to }: Drawn, { minuteOfDay, today, yesterday }: Minute): boolean {
  const isToday = today.some((name) => days.includes(name));
  if (from < to) return isToday && from <= minuteOfDay && minuteOfDay < to;
  return (isToday && from <= minuteOfDay) || (yesterday.some((name) => days.includes(name)) && minuteOfDay < to);
}

/** The drawn calendar as people write it. */
export function written(zone: string, { windows, freezes }: DrawnCalendar): Calendar {
  return {
    zone,
    ...(windows && {
      open: windows.map(({ days, from, to }) => `${days.join(",")} ${timeText(from)}-${timeText(to)}`),
    }),
    ...(freezes.length > 0 && { closed: [...freezes] }),
  };
}

function timeText(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}
