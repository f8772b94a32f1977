/** A file with one calendar, whose keys stand in line 3, and one rule that needs it. */
export function calendarLines(keys: string): string {
  return `version: 1
calendars:
  c: { ${keys} }
rules:
  - { id: a, projects: a/b, on: job, do: retry, require: { calendar: c } }
`;
}

/** Windows that people may write. */
export const windows: readonly string[] = [
  "Mon 00:00-24:00",
  "Mon-Thu 09:00-17:00",
  "Fri-Mon 09:00-17:00",
  "Sun-Sat 09:00-17:00",
  "Sat,Sun 10:00-12:00",
  "Mon, Wed-Thu 10:00-12:00",
  "Mon - Thu 10:00-12:00",
  "daily 22:00-02:00",
  "daily  22:00-00:00",
  " Tue 23:59-24:00 ",
  "2026-12-05 10:00-12:00",
  "2028-02-29,2026-12-06,Wed 22:00-02:00",
];

const form =
  "expected a window such as `Mon-Fri 09:00-17:00`, `Sat,Sun 10:00-12:00`, `daily 22:00-02:00` or `2026-12-05 10:00-12:00`";
const quotes = "put it in quotes if it has a comma";

/** What is wrong with a window. */
export const badWindows: readonly [window: string, problem: string][] = [
  ["Monday 09:00-17:00", "no day `Monday`; did you mean `Mon`?"],
  ["mon 09:00-17:00", "no day `mon`; did you mean `Mon`?"],
  ["Mon-Fry 09:00-17:00", "no day `Fry`; did you mean `Fri`?"],
  ["weekdays 09:00-17:00", "no day `weekdays`; did you mean `Mon-Fri`?"],
  ["dialy 09:00-17:00", "no day `dialy`; did you mean `daily`?"],
  ["Montag 09:00-17:00", "no day `Montag`; known are Mon, Tue, Wed, Thu, Fri, Sat, Sun, and daily alone"],
  ["daily,Mon 09:00-17:00", "no day `daily`; did you mean `daily`?"],
  ["Mon-Wed-Fri 09:00-17:00", "no day `Mon-Wed-Fri`; known are Mon, Tue, Wed, Thu, Fri, Sat, Sun, and daily alone"],
  ["Mon, 09:00-17:00", "no day ``; known are Mon, Tue, Wed, Thu, Fri, Sat, Sun, and daily alone"],
  ["Mon-Mon 09:00-17:00", "`Mon-Mon` is one day: write `Mon`"],
  ["Mon 09:00-09:00", "the window ends where it begins: for whole days write `00:00-24:00`"],
  ["Mon 00:00-00:00", "the window ends where it begins: for whole days write `00:00-24:00`"],
  ["Mon 24:00-02:00", "no window begins at 24:00: write 00:00 of the day after"],
  ["Mon 9:00-17:00", "no time of day `9:00`: expected one from 00:00 to 24:00, e.g. `09:00`"],
  ["Mon 09:00-24:01", "no time of day `24:01`: expected one from 00:00 to 24:00, e.g. `09:00`"],
  ["Mon 09:60-17:00", "no time of day `09:60`: expected one from 00:00 to 24:00, e.g. `09:00`"],
  ["2026-02-30 09:00-17:00", "no date `2026-02-30`: expected one that exists, e.g. `2026-12-05`"],
  ["2026-2-3 09:00-17:00", "no date `2026-2-3`: expected one that exists, e.g. `2026-12-05`"],
  ["Sat", `${form}, got \`Sat\`: ${quotes}`],
  ["09:00-17:00", `${form}, got \`09:00-17:00\`: ${quotes}`],
  ["Mon 09:00", `${form}, got \`Mon 09:00\`: ${quotes}`],
  ["", `${form}, got \`\`: ${quotes}`],
];

/** What is wrong with other parts of a calendar, and where: the keys begin in column 8. */
export const badCalendars: readonly [name: string, keys: string, problems: readonly string[]][] = [
  ["no zone", "open: Mon 09:00-17:00", ["3:6: `zone` is missing"]],
  [
    "a misspelt zone",
    "zone: Europe/Berln, open: Mon 09:00-17:00",
    ["3:14: no time zone `Europe/Berln`; did you mean `Europe/Berlin`? (expected an IANA name such as Europe/Berlin)"],
  ],
  [
    "an offset for a zone",
    'zone: "+01:00", open: Mon 09:00-17:00',
    ["3:14: no time zone `+01:00` (expected an IANA name such as Europe/Berlin)"],
  ],
  ["neither windows nor freezes", "zone: UTC", ["3:6: expected `open` or `closed`: without them it is always open"]],
  [
    "no windows in its list",
    "zone: UTC, open: []",
    ["3:25: an empty list matches nothing: expected at least one value"],
  ],
  ["a number for a window", "zone: UTC, open: [900]", ["3:26: expected text, got 900: put it in quotes"]],
  ["a misspelt key", "zone: UTC, opened: Mon 09:00-17:00", ["3:19: unknown key `opened`; did you mean `open`?"]],
  [
    "a misspelt key of a freeze",
    "zone: UTC, closed: { from: 2026-12-20, till: 2027-01-06 }",
    ["3:27: `to` is missing", "3:47: unknown key `till`; known are from, to, why"],
  ],
  [
    "a freeze that ends before it begins",
    "zone: UTC, closed: [{ from: 2026-12-20, to: 2026-12-19 }]",
    ["3:52: a freeze ends after it begins, but this one begins `2026-12-20`"],
  ],
  [
    "a freeze that ends where it begins",
    "zone: UTC, closed: [{ from: 2026-12-20T10:00, to: 2026-12-20T10:00 }]",
    ["3:58: a freeze ends after it begins, but this one begins `2026-12-20T10:00`"],
  ],
  [
    "a freeze from a date that does not exist",
    "zone: UTC, closed: [{ from: 2026-02-30, to: 2027-01-06 }]",
    ["3:36: no date `2026-02-30`: expected one that exists, e.g. `2026-12-24` or `2026-12-24T12:00`"],
  ],
  [
    "a freeze to a time that does not exist",
    "zone: UTC, closed: [{ from: 2026-02-20, to: 2026-02-21T25:00 }]",
    ["3:52: no date `2026-02-21T25:00`: expected one that exists, e.g. `2026-12-24` or `2026-12-24T12:00`"],
  ],
  [
    "a freeze with an offset",
    'zone: UTC, closed: [{ from: "2026-02-20T10:00Z", to: "2026-02-20T11:00+01:00" }]',
    [
      "3:36: expected a time without an offset: it is read in the calendar's zone",
      "3:61: expected a time without an offset: it is read in the calendar's zone",
    ],
  ],
  [
    "a reason of several lines",
    'zone: UTC, closed: [{ from: 2026-02-20, to: 2026-02-20, why: "a\\nb" }]',
    ["3:69: expected one line of at most 200 letters"],
  ],
  ["too many windows", `zone: UTC, open: [${"Mon 09:00-17:00,".repeat(101)}]`, ["3:25: expected at most 100 windows"]],
];
