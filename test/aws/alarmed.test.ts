import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { alarmsOf, packagedWell } from "./alarmed.ts";
import { type Alarm, type Measured, stateOf, watchedBy } from "./alarmModel.ts";
import { pulsesOf } from "./pulses.ts";

// Whole evenings, minute by minute: which alarms go off by what was measured, and which let people sleep.

let alarms: readonly (readonly [string, Alarm])[] = [];
before(async () => {
  alarms = alarmsOf(await packagedWell());
});

interface Evening {
  readonly minutes: number;
  /** Tick runs in these minutes; missing: in all. */
  readonly ticks?: (minute: number) => boolean;
  readonly pulses?: Measured;
  /** The lines of the patrol, and others that a filter counts. */
  readonly also?: Readonly<Record<string, (minute: number) => number | undefined>>;
}

const quietPulse = ["oldestDueSeconds", "oldestUrgentSeconds", "dueTasks", "attentionTasks", "openOutages"];
const quiet = new Map([...quietPulse, "breakersOpen", "patienceSeconds"].map((name) => [name, 0]));

/** What AWS and the log would have measured: each run with its errors, of which there are none, and a pulse in each of tick's. */
function measured({ minutes, ticks = () => true, pulses, also = {} }: Evening): Measured {
  const all = new Map<string, { minute: number; value: number }[]>();
  const put = (name: string, minute: number, value: number | undefined) => {
    if (value !== undefined) all.set(name, [...(all.get(name) ?? []), { minute, value }]);
  };
  const run = (name: string, minute: number) => {
    put(`Invocations of ${name}LambdaFunction`, minute, 1);
    for (const none of ["Errors", "Throttles"]) put(`${none} of ${name}LambdaFunction`, minute, 0);
    put(`Duration of ${name}LambdaFunction`, minute, 900);
  };
  for (let minute = 0; minute < minutes; minute++) {
    if (ticks(minute)) run("Tick", minute);
    run("Chat", minute);
    if (minute % 10 === 0) run("Patrol", minute);
    if (ticks(minute) && !pulses) for (const [name, value] of quiet) put(name, minute, value);
    for (const [name, at] of Object.entries(also)) put(name, minute, at(minute));
  }
  for (const [name, values] of pulses ?? []) all.set(name, [...values]);
  return all;
}

/** The stretches in which each alarm was on, by looks so many minutes apart: `["breaker 50-72"]`. */
function heard(evening: Evening, { from = 5, apart = 1 } = {}): readonly string[] {
  const what = measured(evening);
  const told: string[] = [];
  for (const [, alarm] of alarms) {
    const name = alarm.AlarmName.replace("penstock-dev-", "");
    let since: number | undefined;
    for (let minute = from; minute <= evening.minutes; minute += apart) {
      const isOn = minute < evening.minutes && stateOf(alarm, what, minute) === "ALARM";
      if (isOn) since ??= minute;
      else if (since !== undefined) {
        told.push(`${name} ${since}-${minute}`);
        since = undefined;
      }
    }
  }
  return told.toSorted();
}

/** An hour and a bit. */
const hour = 75;

test("a fresh deployment without rules and traffic is quiet from its first runs on", () => {
  assert.deepEqual(heard({ minutes: 3 * 60 }, { from: 1 }), []);
});

test("before their first run only the two alarms of silence are on, and no other", () => {
  const nothing = new Map();
  const on = alarms.filter(([, alarm]) => stateOf(alarm, nothing, 0) === "ALARM").map(([id]) => id);
  assert.deepEqual(on.toSorted(), ["PatrolSilentAlarm", "TickSilentAlarm"]);
});

test("a night in which rules act and nothing goes wrong is quiet", async () => {
  assert.deepEqual(heard({ minutes: 90, pulses: await pulsesOf(90) }), []);
});

test("a GitLab that is away for an hour is told by the breaker and the patrol alone, once each, and both are over soon after its return", async () => {
  const pulses = await pulsesOf(150, { from: 40, until: 100 });
  const also = {
    PatrolBehind: (minute: number) => (minute >= 60 && minute <= 100 && minute % 10 === 0 ? 1 : undefined),
  };
  const told = heard({ minutes: 150, pulses, also });
  assert.deepEqual(
    told.map((one) => one.split(" ")[0]),
    ["breaker", "patrol-behind"],
  );
  const [from = 0, until = 0] = told[0]?.split(" ")[1]?.split("-").map(Number) ?? [];
  assert.ok(from >= 50 && from <= 55, `after ten minutes: ${told[0]}`);
  assert.ok(until > 100 && until <= 110, `until it is back: ${told[0]}`);
});

test("a GitLab that is away for five minutes wakes nobody", async () => {
  assert.deepEqual(heard({ minutes: 90, pulses: await pulsesOf(90, { from: 40, until: 45 }) }), []);
});

test("a tick that stops is told after five minutes, by one alarm, as long as it is silent", () => {
  const ticks = (minute: number) => minute < 30 || minute >= 60;
  assert.deepEqual(heard({ minutes: hour, ticks }), ["tick-silent 35-61"]);
});

test("a patrol that stops is told after half an hour", () => {
  const stopped = new Map([...measured({ minutes: 120 })].filter(([name]) => !name.includes("Patrol")));
  const run = [0, 10, 20].map((minute) => ({ minute, value: 1 }));
  stopped.set("Invocations of PatrolLambdaFunction", run);
  stopped.set(
    "Errors of PatrolLambdaFunction",
    run.map((one) => ({ ...one, value: 0 })),
  );
  const [, alarm] = alarms.find(([id]) => id === "PatrolSilentAlarm") ?? [];
  assert.ok(alarm);
  assert.deepEqual([stateOf(alarm, stopped, 50), stateOf(alarm, stopped, 51)], ["OK", "ALARM"]);
});

test("a token that ends in ten days is told by one alarm, day and night", () => {
  const also = { TokensEnding: (minute: number) => (minute % 1450 === 0 ? 1 : undefined) };
  assert.deepEqual(heard({ minutes: 2 * 1440, also }, { from: 60, apart: 5 }), ["token 60-2880"]);
});

describe("what one look at a number must not miss:", () => {
  const one = (name: string, of: (minute: number) => number | undefined, minutes = hour) =>
    heard({ minutes, pulses: new Map(), ticks: () => true, also: { dueTasks: () => 0, [name]: of } });

  test("a task that waits for a person is told once, until it is dealt with", () => {
    assert.deepEqual(
      one("attentionTasks", (minute) => (minute >= 20 && minute < 50 ? 1 : 0)),
      ["attention 21-55"],
    );
  });

  test("an outage of runners is told while it is open", () => {
    assert.deepEqual(
      one("openOutages", (minute) => (minute >= 20 && minute < 60 ? 2 : 0)),
      ["outage 21-65"],
    );
  });

  test("what is late is told once it has been so for a quarter of an hour, and deletes that take hours never", () => {
    assert.deepEqual(
      one("oldestUrgentSeconds", (minute) => (minute >= 20 ? 60 * (minute - 20) : 0)),
      ["late 46-75"],
    );
    assert.deepEqual(
      one("oldestDueSeconds", (minute) => minute * 600),
      [],
    );
  });

  test("a function that fails once is no news, one that fails for ten minutes is", () => {
    const name = "Errors of WorkLambdaFunction";
    assert.deepEqual(
      one(name, (minute) => (minute === 30 ? 9 : 0)),
      [],
    );
    assert.deepEqual(
      one(name, (minute) => (minute >= 30 && minute < 40 ? 1 : 0)).map((told) => told.split(" ")[0]),
      ["work-errors"],
    );
  });

  test("a patrol that fails twice in a row is told", () => {
    const failing = {
      minutes: hour,
      also: { "Errors of PatrolLambdaFunction": (minute: number) => (minute === 30 || minute === 40 ? 1 : undefined) },
    };
    assert.deepEqual(
      heard(failing).map((told) => told.split(" ")[0]),
      ["patrol-errors"],
    );
  });

  test("a table that throttles for a minute is no news, one that does for a quarter of an hour is; and it ends with that", () => {
    const name = "WriteThrottleEvents of TasksTable due";
    assert.deepEqual(
      one(name, (minute) => (minute === 30 ? 40 : undefined)),
      [],
    );
    const [told = "", ...others] = one(name, (minute) => (minute >= 20 && minute < 40 ? 40 : undefined));
    assert.deepEqual(others, []);
    assert.match(told, /^tables 3\d-4\d$/);
  });

  const lines: readonly (readonly [string, string, number, number])[] = [
    ["Deferred", "deferred", 1, 20],
    ["Refused", "refused", 4, 20],
    ["SecretsLost", "secrets", 0, 5],
    ["SealsFailed", "seal", 0, 1],
    ["RulesRefused", "rules", 0, 1],
    ["HooksLost", "hook", 0, 1],
    ["ApproximateNumberOfMessagesVisible of UnreadQueue", "unread", 0, 1],
    ["Throttles of WebhookLambdaFunction", "webhook-throttles", 0, 5],
    ["IteratorAge of WorkLambdaFunction", "work-lag", 5_000, 90_000],
    ["Duration of WebhookLambdaFunction", "webhook-slow", 2_000, 7_000],
  ];
  for (const [name, alarm, ordinary, bad] of lines)
    test(`${alarm}: ${ordinary} a minute is ordinary, ${bad} for half an hour is told`, () => {
      assert.deepEqual(
        one(name, () => ordinary),
        [],
      );
      const told = one(name, (minute) => (minute >= 20 && minute < 50 ? bad : 0)).map((on) => on.split(" ")[0]);
      assert.deepEqual(told, [alarm]);
    });
});

test("every alarm can go off by what it watches", () => {
  for (const [id, alarm] of alarms) {
    const much = alarm.ComparisonOperator === "LessThanThreshold" ? 0 : 1e9;
    const told = watchedBy(alarm).map(
      (name) => [name, Array.from({ length: 1500 }, (_, minute) => ({ minute, value: much }))] as const,
    );
    const runs = [
      "Invocations of TickLambdaFunction",
      Array.from({ length: 1500 }, (_, minute) => ({ minute, value: 1 })),
    ] as const;
    const silent = alarm.TreatMissingData === "breaching";
    assert.equal(stateOf(alarm, silent ? new Map() : new Map([...told, runs]), 1500), "ALARM", id);
  }
});
