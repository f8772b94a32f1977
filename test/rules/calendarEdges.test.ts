import assert from "node:assert/strict";
import { test } from "node:test";
import { isOpenAt, nextOpening, standingAt } from "../../lib/rules/calendar/opening.ts";
import type { Calendar } from "../../lib/rules/calendar.ts";
import { rows } from "./calendarRows.ts";

const berlin = "Europe/Berlin";

const minute = 60_000;

for (const { name, calendar, days, open } of rows)
  test(`${name}: it is open then and only then`, () => {
    const from = Date.parse(`${days[0]}T00:00Z`);
    const to = Date.parse(`${days[1]}T00:00Z`) + 24 * 60 * minute;
    const found: string[] = [];
    let at = from;
    for (;;) {
      const opens = nextOpening(calendar, at) ?? to;
      for (; at < Math.min(opens, to); at += minute) assert.equal(isOpenAt(calendar, at), false, iso(at));
      if (opens >= to) break;
      assert.ok(isOpenAt(calendar, opens), iso(opens));
      while (at < to && isOpenAt(calendar, at)) at += minute;
      found.push(`${iso(opens)?.slice(8, 16)}/${iso(at)?.slice(8, 16)}`);
    }
    assert.deepEqual(found, open);
  });

test("a window is open from the first millisecond to the last", () => {
  const calendar = { zone: berlin, open: ["Fri 09:00-13:00"] };
  const [from, to] = [Date.parse("2026-11-20T08:00Z"), Date.parse("2026-11-20T12:00Z")];
  const open = [from - 1, from, to - 1, to].map((now) => isOpenAt(calendar, now));
  assert.deepEqual(open, [false, true, true, false]);
  assert.equal(nextOpening(calendar, from - 1), from);
  assert.equal(nextOpening(calendar, to - 1), to - 1);
});

function iso(at: number | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString();
}

test("an opening within 400 days is found, one after them is not", () => {
  const calendar = { zone: "UTC", open: ["2027-12-25 12:00-13:00"] };
  const opening = Date.parse("2027-12-25T12:00Z");
  const day = 86_400_000;
  assert.equal(nextOpening(calendar, opening - 400 * day), undefined);
  assert.equal(nextOpening(calendar, opening - 400 * day + 1), opening);
  assert.equal(nextOpening(calendar, opening + day), undefined);
});

test("a leap day's date opens on that day alone", () => {
  const calendar = { zone: "UTC", open: ["2028-02-29 12:00-13:00"] };
  assert.equal(iso(nextOpening(calendar, Date.parse("2028-01-01T00:00Z"))), "2028-02-29T12:00:00.000Z");
  assert.equal(nextOpening(calendar, Date.parse("2028-02-29T13:00Z")), undefined);
});

const closed: readonly [name: string, calendar: Calendar, why: string][] = [
  [
    "a freeze by its reason and its end",
    { zone: berlin, closed: [{ from: "2026-11-20", to: "2027-01-06", why: "year-end freeze" }] },
    "year-end freeze until 2027-01-07 00:00 Europe/Berlin",
  ],
  [
    "a freeze without a reason",
    { zone: berlin, closed: [{ from: "2026-11-20", to: "2026-11-20T18:30" }] },
    "freeze until 2026-11-20 18:30 Europe/Berlin",
  ],
  [
    "a freeze without an end in sight",
    { zone: berlin, closed: [{ from: "2026-11-20", to: "9999-12-31" }] },
    "freeze until +010000-01-01 00:00 Europe/Berlin",
  ],
  [
    "of two freezes the one that ends last",
    {
      zone: berlin,
      closed: [
        { from: "2026-11-19", to: "2026-11-20", why: "short" },
        { from: "2026-11-18", to: "2026-11-22", why: "long" },
        { from: "2026-11-17", to: "2026-11-21", why: "middle" },
      ],
    },
    "long until 2026-11-23 00:00 Europe/Berlin",
  ],
  [
    "the windows that it is outside of",
    { zone: berlin, open: ["Mon-Thu 09:00-17:00", "Fri 09:00-10:00"] },
    "outside Mon-Thu 09:00-17:00, Fri 09:00-10:00 Europe/Berlin",
  ],
  [
    "of many windows the first three",
    {
      zone: "UTC",
      open: ["Mon 01:00-02:00", "Tue 01:00-02:00", "Wed 01:00-02:00", "Thu 01:00-02:00", "Fri 01:00-02:00"],
    },
    "outside Mon 01:00-02:00, Tue 01:00-02:00, Wed 01:00-02:00 and 2 more UTC",
  ],
];

for (const [name, calendar, why] of closed)
  test(`a closed calendar names ${name}`, () => {
    const standing = standingAt(calendar, Date.parse("2026-11-20T12:00Z"));
    assert.deepEqual(standing, { isOpen: false, why });
  });
