import { hint, shown } from "../wording.ts";
import { dayMillis, minuteMillis, readDate, readTime, type Wall } from "./wall.ts";

/** A stretch of some days, by the clock on the wall. */
export interface Window {
  /** 0 for Monday. */
  readonly weekdays: ReadonlySet<number>;
  /** Midnights of single days. */
  readonly dates: ReadonlySet<Wall>;
  /** After the day's midnight. */
  readonly fromMillis: number;
  /** After the same midnight: more than a day where it goes on after the next one. */
  readonly toMillis: number;
}

export interface Fault {
  readonly fault: string;
}

const weekdays: readonly string[] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

const mostLetters = 200;

const synonyms: Readonly<Record<string, string>> = {
  monday: "Mon",
  tuesday: "Tue",
  tues: "Tue",
  wednesday: "Wed",
  thursday: "Thu",
  thur: "Thu",
  thurs: "Thu",
  friday: "Fri",
  saturday: "Sat",
  sunday: "Sun",
  weekdays: "Mon-Fri",
  workdays: "Mon-Fri",
  weekend: "Sat,Sun",
  weekends: "Sat,Sun",
  everyday: "daily",
};

const knownDays = [...weekdays, "daily"];
const others = `; known are ${weekdays.join(", ")}, and daily alone`;

const examples = "`Mon-Fri 09:00-17:00`, `Sat,Sun 10:00-12:00`, `daily 22:00-02:00` or `2026-12-05 10:00-12:00`";

/**
 * Reads `DAYS FROM-TO`: days of the week, from one to another, or dates, with commas between them, or `daily`; and two times
 * of day, of which the second belongs to the next day where it is not the later one.
 */
export function readWindow(text: string): Window | Fault {
  const [, days, from, to] = text.length > mostLetters ? [] : (/^(\S.*?)\s+([\d:]+)-([\d:]+)$/.exec(text.trim()) ?? []);
  if (days === undefined || from === undefined || to === undefined)
    return { fault: `expected a window such as ${examples}, got ${shown(text)}: put it in quotes if it has a comma` };
  const hours = readHours(from, to);
  if ("fault" in hours) return hours;
  const on = readDays(days);
  return "fault" in on ? on : { ...on, ...hours };
}

function readHours(from: string, to: string): Pick<Window, "fromMillis" | "toMillis"> | Fault {
  const [begins, ends] = [readTime(from), readTime(to)];
  if (begins === undefined || ends === undefined) {
    const odd = begins === undefined ? from : to;
    return { fault: `no time of day ${shown(odd)}: expected one from 00:00 to 24:00, e.g. \`09:00\`` };
  }
  if (from === "24:00") return { fault: "no window begins at 24:00: write 00:00 of the day after" };
  if (begins === ends) return { fault: "the window ends where it begins: for whole days write `00:00-24:00`" };
  const after = ends < begins ? dayMillis : 0;
  return { fromMillis: begins * minuteMillis, toMillis: ends * minuteMillis + after };
}

function readDays(text: string): Pick<Window, "weekdays" | "dates"> | Fault {
  if (text === "daily") return { weekdays: new Set(weekdays.keys()), dates: new Set() };
  const week = new Set<number>();
  const dates = new Set<Wall>();
  for (const item of text.split(",").map((one) => one.trim())) {
    const found = /^\d/.test(item) ? readOneDate(item) : readWeekdays(item);
    if (typeof found === "number") dates.add(found);
    else if ("fault" in found) return found;
    else for (const day of found) week.add(day);
  }
  return { weekdays: week, dates };
}

function readOneDate(text: string): Wall | Fault {
  return readDate(text) ?? { fault: `no date ${shown(text)}: expected one that exists, e.g. \`2026-12-05\`` };
}

/** One day, or all from one to another, round the end of the week too. */
function readWeekdays(text: string): readonly number[] | Fault {
  const [first = "", last = first, ...more] = text.split("-").map((one) => one.trim());
  const unknown = (more.length > 0 ? [text] : [first, last]).find((name) => !weekdays.includes(name));
  if (unknown !== undefined)
    return { fault: `no day ${shown(unknown)}${hint(unknown, knownDays, synonyms) || others}` };
  if (text.includes("-") && first === last) return { fault: `${shown(text)} is one day: write ${shown(first)}` };
  const from = weekdays.indexOf(first);
  const count = ((weekdays.indexOf(last) - from + 7) % 7) + 1;
  return Array.from({ length: count }, (_, at) => (from + at) % 7);
}

/** Whether the window of the day that begins with that midnight is one of these. */
export function isOn({ weekdays, dates }: Window, midnight: Wall): boolean {
  // 1970-01-01 was a Thursday.
  const weekday = (((midnight / dayMillis + 3) % 7) + 7) % 7;
  return weekdays.has(weekday) || dates.has(midnight);
}
