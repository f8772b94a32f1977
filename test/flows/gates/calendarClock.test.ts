import assert from "node:assert/strict";
import { test } from "node:test";
import { calendarStage, underCalendar } from "./calendarStage.ts";

interface Change {
  readonly what: string;
  readonly calendar: string;
  /** When the gate begins to wait, and when it is played: to the minute. */
  readonly from: string;
  readonly played: string;
}

const changes: readonly Change[] = [
  {
    what: "Berlin, a window that begins in the gap: it opens right after it",
    calendar: "zone: Europe/Berlin, open: 'daily 02:30-04:00'",
    from: "2027-03-28T00:30Z",
    played: "2027-03-28T01:00Z",
  },
  {
    what: "Berlin, a window that lies in the gap as a whole: it does not open on that day",
    calendar: "zone: Europe/Berlin, open: 'daily 02:15-02:45'",
    from: "2027-03-28T00:30Z",
    played: "2027-03-29T00:15Z",
  },
  {
    what: "Berlin, a freeze that ends in the gap: it ends right after it",
    calendar: "zone: Europe/Berlin, closed: { from: 2027-03-27, to: '2027-03-28T02:30' }",
    from: "2027-03-28T00:30Z",
    played: "2027-03-28T01:00Z",
  },
  {
    what: "Berlin, a window in the hour that comes twice: it opens the first time",
    calendar: "zone: Europe/Berlin, open: 'daily 02:30-02:45'",
    from: "2027-10-31T00:10Z",
    played: "2027-10-31T00:30Z",
  },
  {
    what: "Berlin, that window missed the first time: it opens the second time",
    calendar: "zone: Europe/Berlin, open: 'daily 02:30-02:45'",
    from: "2027-10-31T00:50Z",
    played: "2027-10-31T01:30Z",
  },
  {
    what: "Berlin, a freeze that ends in the hour that comes twice: it ends the second time",
    calendar: "zone: Europe/Berlin, closed: { from: 2027-10-30, to: '2027-10-31T02:30' }",
    from: "2027-10-31T00:10Z",
    played: "2027-10-31T01:30Z",
  },
  {
    what: "New York, a window that begins in the gap",
    calendar: "zone: America/New_York, open: 'Sun 02:30-05:00'",
    from: "2027-03-14T06:30Z",
    played: "2027-03-14T07:00Z",
  },
  {
    what: "New York, a window across midnight into the day with the gap: it is one hour short",
    calendar: "zone: America/New_York, open: 'Sat 23:30-03:30'",
    from: "2027-03-14T07:31Z",
    played: "2027-03-21T03:30Z",
  },
  {
    what: "Berlin, a window across midnight: it opens on the evening before",
    calendar: "zone: Europe/Berlin, open: 'daily 22:00-02:30'",
    from: "2027-03-28T01:10Z",
    played: "2027-03-28T20:00Z",
  },
  {
    what: "Lord Howe, whose clock skips half an hour: a window in the skipped half opens at its end",
    calendar: "zone: Australia/Lord_Howe, open: 'daily 02:15-03:00'",
    from: "2027-10-02T15:15Z",
    played: "2027-10-02T15:30Z",
  },
  {
    what: "Lord Howe, whose clock goes back half an hour: a window in what comes twice opens the first time",
    calendar: "zone: Australia/Lord_Howe, open: 'daily 01:45-02:00'",
    from: "2027-04-03T14:35Z",
    played: "2027-04-03T14:45Z",
  },
];

for (const { what, calendar, from, played } of changes)
  test(`the clock is changed in ${what}`, async (t) => {
    const [begins, ends] = [Date.parse(from), Date.parse(played)];
    const s = await calendarStage(t, underCalendar(calendar), begins);
    const job = await s.gate();
    assert.equal((await s.stored(job))?.parkedUntil, ends);
    const minutes = (ends - begins) / 60_000;
    // Somebody hears of the job every now and then, and looks.
    const looks = [...new Set([1, 10, 20, 30, 45, 59, 60, 61, 90].filter((minute) => minute < minutes))];
    for (const [at, minute] of looks.entries()) {
      s.clock.advance((minute - (looks[at - 1] ?? 0)) * 60);
      await s.wake(job);
      assert.deepEqual(s.played(), [], `${minute} minutes after the beginning`);
    }
    s.clock.advance((minutes - (looks.at(-1) ?? 0)) * 60 - 1);
    await s.wake(job);
    assert.deepEqual(s.played(), []);
    s.clock.advance(1);
    await s.settle();
    assert.deepEqual(s.plays(), [{ job, minute: minutes }]);
    await s.later(86_400);
    assert.deepEqual(s.played(), [job]);
  });
