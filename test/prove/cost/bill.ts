import { type Spent, unitsOf } from "./meter.ts";
import { type Counted, operations } from "./operations.ts";
import { assumed, fixed, type Prices, prices, type Region } from "./prices.ts";

/** How a month's webhooks are: what of them rules want, and what is written down. */
export interface Shape {
  readonly name: string;
  readonly record: "wanted" | "all";
  /** The part that plans a task which is then done. */
  readonly wanted: number;
  /** The part that plans for later, and is ended by the next delivery about the job. */
  readonly waiting: number;
}

export const shapes: readonly Shape[] = [
  { name: "`record: wanted`, rules want 2 %", record: "wanted", wanted: 0.02, waiting: 0 },
  { name: "`record: all`, rules want 2 %", record: "all", wanted: 0.02, waiting: 0 },
  // Of four hooks about a job one says that it is pending, one that it runs, one that it has ended.
  {
    name: "`record: wanted`, and a rule with `for` on `status: pending`",
    record: "wanted",
    wanted: 0.02,
    waiting: 0.25,
  },
];

/** Of a bill one line: what it is for, and dollars a month. */
export type Line = readonly [what: string, dollars: number];

/** What one kind cost when it was counted. @throws Error for a kind that nobody counted */
function counted(name: string): Counted {
  const found = operations[name];
  if (!found) throw new Error(`${name} is not counted: test/prove/cost/operations.ts`);
  return found;
}

/** What some units of the tables cost; of all functions together, or of one. */
function units({ gitlab: _, ...by }: Counted, price: Prices, only?: keyof typeof by): number {
  const spent: readonly Spent[] = only ? [by[only] ?? nothing] : Object.values(by);
  return spent.reduce((sum, { writes, reads }) => sum + writes * price.writeUnit + reads * price.readUnit, 0);
}

const nothing: Spent = { requests: 0, writes: 0, reads: 0 };

function compute(millis: number, price: Prices): number {
  return (millis / 1000) * assumed.gigabytes * price.lambdaGigabyteSecond;
}

/** What so many webhooks cost on their way into the tables: what G13 is about. */
export function intake(shape: Shape, webhooks: number, price: Prices): Line[] {
  const { record, wanted, waiting } = shape;
  const isAll = record === "all";
  const idle = 1 - wanted - 3 * waiting;
  const unwanted = units(counted(`a delivery that nobody wants, \`record: ${record}\``), price);
  const planned = units(counted(`a delivery that plans a task, \`record: ${record}\``), price);
  const about = [
    units(counted("a delivery that plans for later (`for: 15m` on pending)"), price),
    units(counted("the next delivery about that job, which ends what waited"), price),
    units(counted("one more delivery about that job"), price),
  ].reduce((sum, one) => sum + one, 0);
  const idleMillis = isAll ? assumed.recordedMillis : assumed.unwantedMillis;
  const millis = idle * idleMillis + wanted * assumed.plannedMillis + 3 * waiting * assumed.plannedMillis;
  return [
    ["webhook: requests", webhooks * price.lambdaRequest],
    ["webhook: time", webhooks * compute(millis, price)],
    ["webhook: tables", webhooks * (idle * unwanted + wanted * planned + waiting * about)],
  ];
}

/** All that a month costs: what comes in, what is done, what is kept, told and watched. */
export function bill(shape: Shape, webhooks: number, region: Region): Line[] {
  const price: Prices = prices[region];
  const effects = webhooks * shape.wanted;
  const retry = counted("a whole retry");
  // The two entries of an effect stand in the index by job as well, as a whole.
  const entries = (shape.record === "all" ? webhooks : effects + webhooks * shape.waiting * 2) + 2 * 2 * effects;
  const tasks = effects + webhooks * shape.waiting;
  const kept = entries * assumed.entryBytes * assumed.journalMonths + tasks * assumed.taskBytes * assumed.taskMonths;
  const logged = (webhooks + effects) * assumed.logBytesPerRun + effects * assumed.logBytesPerEffect;
  return [
    ...intake(shape, webhooks, price),
    ["effects: functions", effects * (price.lambdaRequest + compute(assumed.effectMillis, price))],
    ["effects: tables", effects * units(retry, price, "work")],
    ["tables: what is kept, after 13 months", (kept / 1e9) * price.tableGigabyte],
    ["logs", (logged / 1e9) * price.logGigabyte],
    ["traces", (traced(webhooks) + traced(effects)) * price.trace],
  ];
}

const secondsOfMonth = 30.4 * 86_400;

/** Of one function's runs, at most: X-Ray takes the first of each second and one in twenty of the others. */
function traced(runs: number): number {
  return Math.min(runs, secondsOfMonth) + 0.05 * Math.max(0, runs - secondsOfMonth);
}

/** What a month costs in which nothing happens, with ten watched projects. */
export function idleBill(region: Region): Line[] {
  const price: Prices = prices[region];
  const [minutes, patrols] = [30.4 * 1440, 30.4 * 144];
  const runs = 2 * minutes + patrols;
  const tick = units(counted("tick's minute in which nothing is due"), price);
  const patrol = units(counted("a patrol of 10 projects in which nothing happens"), price);
  return [
    ["`tick`, `chat` and `patrol`: functions", runs * price.lambdaRequest + time(minutes, patrols, price)],
    ["their reads and writes", minutes * tick + patrols * patrol],
    ["schedules", runs * price.scheduleRun],
    ["their logs", ((runs * assumed.logBytesPerRun) / 1e9) * price.logGigabyte],
    ["their traces", runs * price.trace],
    [`${fixed.alarms} alarms on ${fixed.alarmMetrics} metrics`, fixed.alarmMetrics * price.alarm],
    [`${assumed.metrics} metrics`, assumed.metrics * price.metric],
    ["the dashboard", fixed.dashboards * price.dashboard],
  ];
}

function time(minutes: number, patrols: number, price: Prices): number {
  return 2 * minutes * compute(assumed.tickMillis, price) + patrols * compute(assumed.patrolMillis, price);
}

/** What a flood of strangers costs an hour at most: the door answers so many a second for each that runs at once. */
export function floodBill(concurrency: number, region: Region): Line[] {
  const price: Prices = prices[region];
  const requests = concurrency * perConcurrency * 3600;
  const traces = 3600 + 0.05 * (requests - 3600);
  return [
    ["requests", requests * price.lambdaRequest],
    [
      "time, if each that runs at once always runs",
      concurrency * 3600 * assumed.gigabytes * price.lambdaGigabyteSecond,
    ],
    ["tables", 0],
    ["logs", ((requests * assumed.logBytesPerRun) / 1e9) * price.logGigabyte],
    ["traces", traces * price.trace],
  ];
}

/** Source: docs.aws.amazon.com/lambda, "Understanding Lambda function scaling", requests per second (read 2026-11). */
const perConcurrency = 10;

export function total(lines: readonly Line[]): number {
  return lines.reduce((sum, [, dollars]) => sum + dollars, 0);
}

/** What other ways to take a webhook cost a million at the same prices: each delivery goes through all of it. */
export function others(region: Region): Line[] {
  const price: Prices = prices[region];
  const [one, hop] = [1e6 * (price.lambdaRequest + compute(assumed.plannedMillis, price)), 1e6 * queueRequest];
  return [
    ["the request fee of one function alone", 1e6 * price.lambdaRequest],
    ["gateway straight to a queue, a function for each ten", 1e6 * price.apiRequest + hop + 0.2 * hop + 0.1 * one],
    ["function URL, function, queue for all, function for each ten", one + hop + 0.2 * hop + 0.1 * one],
    [
      "gateway, function, queue, function, an item that says that it was seen",
      1e6 * (price.apiRequest + 2 * price.writeUnit) + 2 * one + 3 * hop,
    ],
  ];
}

/** A request to SQS, standard queue. */
const queueRequest = 0.4e-6;

/** Units of one kind, all functions together. */
export function unitsOfKind({ gitlab: _, ...by }: Counted): number {
  return Object.values(by).reduce((sum, spent) => sum + unitsOf(spent), 0);
}
