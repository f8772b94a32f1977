import type { Calendar } from "../../lib/rules/calendar.ts";

const berlin = "Europe/Berlin";

interface Row {
  readonly name: string;
  readonly calendar: Calendar;
  /** The days that are looked at, UTC, both included. */
  readonly days: readonly [first: string, last: string];
  /** When it is open on those days, UTC, the end left out. */
  readonly open: readonly string[];
}

/** Calendars at changes of the clock, worked out by hand. */
export const rows: readonly Row[] = [
  {
    name: "a week of work",
    calendar: { zone: berlin, open: ["Mon-Thu 09:00-17:00", "Fri 09:00-13:00"] },
    days: ["2026-11-19", "2026-11-23"],
    open: ["19T08:00/19T16:00", "20T08:00/20T12:00", "23T08:00/23T16:00"],
  },
  {
    name: "mornings around the change to summer",
    calendar: { zone: berlin, open: ["daily 09:00-17:00"] },
    days: ["2026-03-28", "2026-03-29"],
    open: ["28T08:00/28T16:00", "29T07:00/29T15:00"],
  },
  {
    name: "a window that begins in the gap begins right after it",
    calendar: { zone: berlin, open: ["Sun 02:30-04:00"] },
    days: ["2026-03-28", "2026-03-29"],
    open: ["29T01:00/29T02:00"],
  },
  {
    name: "a window that ends in the gap ends there",
    calendar: { zone: berlin, open: ["Sun 01:00-02:30"] },
    days: ["2026-03-28", "2026-03-29"],
    open: ["29T00:00/29T01:00"],
  },
  {
    name: "a window within the gap does not come",
    calendar: { zone: berlin, open: ["Sun 02:10-02:50"] },
    days: ["2026-03-22", "2026-04-05"],
    open: ["22T01:10/22T01:50", "05T00:10/05T00:50"],
  },
  {
    name: "a window around the hour that comes twice holds both",
    calendar: { zone: berlin, open: ["Sun 01:00-04:00"] },
    days: ["2026-10-24", "2026-10-25"],
    open: ["24T23:00/25T03:00"],
  },
  {
    name: "a window that begins in the hour that comes twice is open both times, not between",
    calendar: { zone: berlin, open: ["Sun 02:30-04:00"] },
    days: ["2026-10-24", "2026-10-25"],
    open: ["25T00:30/25T01:00", "25T01:30/25T03:00"],
  },
  {
    name: "a window that ends in the hour that comes twice is open both times, not between",
    calendar: { zone: berlin, open: ["Sun 01:00-02:30"] },
    days: ["2026-10-24", "2026-10-25"],
    open: ["24T23:00/25T00:30", "25T01:00/25T01:30"],
  },
  {
    name: "a window over midnight into New York's gap",
    calendar: { zone: "America/New_York", open: ["Sat 22:00-02:30"] },
    days: ["2026-03-08", "2026-03-15"],
    open: ["08T03:00/08T07:00", "15T02:00/15T06:30"],
  },
  {
    name: "a whole day of 25 hours",
    calendar: { zone: "America/New_York", open: ["Sun 00:00-24:00"] },
    days: ["2026-10-31", "2026-11-02"],
    open: ["01T04:00/02T05:00"],
  },
  {
    name: "a gap of half an hour",
    calendar: { zone: "Australia/Lord_Howe", open: ["Sun 02:15-03:00"] },
    days: ["2026-10-03", "2026-10-04"],
    open: ["03T15:30/03T16:00"],
  },
  {
    name: "half an hour that comes twice",
    calendar: { zone: "Australia/Lord_Howe", open: ["Sun 01:00-01:45"] },
    days: ["2026-04-04", "2026-04-05"],
    open: ["04T14:00/04T14:45", "04T15:00/04T15:15"],
  },
  {
    name: "an offset of three quarters of an hour",
    calendar: { zone: "Asia/Kathmandu", open: ["2026-12-05 10:00-12:00"] },
    days: ["2026-12-03", "2026-12-07"],
    open: ["05T04:15/05T06:15"],
  },
  {
    name: "a day that the zone skips does not come, but the rest of its night does",
    calendar: { zone: "Pacific/Apia", open: ["Thu 09:00-17:00", "Fri 09:00-17:00", "Fri 22:00-02:00"] },
    days: ["2011-12-29", "2011-12-31"],
    open: ["29T19:00/30T03:00", "30T10:00/30T12:00"],
  },
  {
    name: "summer time that pauses",
    calendar: { zone: "Africa/Casablanca", open: ["Sun 02:30-03:30"] },
    days: ["2026-02-15", "2026-02-15"],
    open: ["15T01:30/15T02:00", "15T02:30/15T03:30"],
  },
  {
    name: "summer time that comes back",
    calendar: { zone: "Africa/Casablanca", open: ["Sun 02:30-03:30"] },
    days: ["2026-03-15", "2026-03-22"],
    open: ["15T02:30/15T03:30", "22T02:00/22T02:30"],
  },
  {
    name: "a midnight that comes twice",
    calendar: { zone: "America/Havana", open: ["Sat 23:00-00:30"] },
    days: ["2026-11-01", "2026-11-01"],
    open: ["01T03:00/01T04:30", "01T05:00/01T05:30"],
  },
  {
    name: "a freeze of whole days ends when the day after its last one begins",
    calendar: { zone: berlin, open: ["daily 20:00-04:00"], closed: [{ from: "2026-12-20", to: "2026-12-21" }] },
    days: ["2026-12-19", "2026-12-22"],
    open: ["19T00:00/19T03:00", "19T19:00/19T23:00", "21T23:00/22T03:00", "22T19:00/23T00:00"],
  },
  {
    name: "a freeze to the minute, without windows",
    calendar: { zone: berlin, closed: [{ from: "2026-12-24T12:00", to: "2026-12-25T09:30" }] },
    days: ["2026-12-24", "2026-12-25"],
    open: ["24T00:00/24T11:00", "25T08:30/26T00:00"],
  },
  {
    name: "a freeze from an hour that comes twice begins the first time",
    calendar: { zone: berlin, closed: [{ from: "2026-10-25T02:30", to: "2026-10-25T04:00" }] },
    days: ["2026-10-25", "2026-10-25"],
    open: ["25T00:00/25T00:30", "25T03:00/26T00:00"],
  },
  {
    name: "a freeze to an hour that comes twice ends the second time",
    calendar: { zone: berlin, closed: [{ from: "2026-10-25T02:10", to: "2026-10-25T02:30" }] },
    days: ["2026-10-25", "2026-10-25"],
    open: ["25T00:00/25T00:10", "25T01:30/26T00:00"],
  },
  {
    name: "a freeze that begins in a gap begins right after it",
    calendar: { zone: berlin, closed: [{ from: "2026-03-29T02:30", to: "2026-03-29T05:00" }] },
    days: ["2026-03-29", "2026-03-29"],
    open: ["29T00:00/29T01:00", "29T03:00/30T00:00"],
  },
  {
    name: "a freeze that ends in a gap ends there",
    calendar: { zone: berlin, closed: [{ from: "2026-03-29T01:30", to: "2026-03-29T02:30" }] },
    days: ["2026-03-29", "2026-03-29"],
    open: ["29T00:00/29T00:30", "29T01:00/30T00:00"],
  },
  {
    name: "a freeze of a day that the zone skips is none",
    calendar: { zone: "Pacific/Apia", closed: [{ from: "2011-12-30", to: "2011-12-30" }] },
    days: ["2011-12-29", "2011-12-31"],
    open: ["29T00:00/01T00:00"],
  },
  {
    name: "a freeze wins over an exact date",
    calendar: {
      zone: "UTC",
      open: ["2026-12-24,2026-12-26 10:00-12:00"],
      closed: [{ from: "2026-12-24T11:00", to: "2026-12-25" }],
    },
    days: ["2026-12-23", "2026-12-27"],
    open: ["24T10:00/24T11:00", "26T10:00/26T12:00"],
  },
  {
    name: "windows and freezes that overlap",
    calendar: {
      zone: "UTC",
      open: ["daily 09:00-12:00", "Mon-Fri 11:00-17:00", "2026-11-20 16:00-18:00"],
      closed: [
        { from: "2026-11-18", to: "2026-11-18" },
        { from: "2026-11-18T10:00", to: "2026-11-19T10:00" },
      ],
    },
    days: ["2026-11-17", "2026-11-20"],
    open: ["17T09:00/17T17:00", "19T10:00/19T17:00", "20T09:00/20T18:00"],
  },
];
