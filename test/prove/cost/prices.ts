/** What AWS charges, in US dollars, without taxes and free allowances. */
export interface Prices {
  readonly lambdaRequest: number;
  /** A second of a gigabyte, arm64. */
  readonly lambdaGigabyteSecond: number;
  readonly writeUnit: number;
  readonly readUnit: number;
  /** A gigabyte in a table for a month, with its copy for point-in-time recovery. */
  readonly tableGigabyte: number;
  readonly logGigabyte: number;
  readonly metric: number;
  /** Of each metric that an alarm watches: one that computes with several pays for each. */
  readonly alarm: number;
  readonly dashboard: number;
  readonly scheduleRun: number;
  readonly apiRequest: number;
  readonly trace: number;
}

/** When they were written down. */
export const pricesOf = "November 2026";

export const prices = {
  "us-east-1": {
    lambdaRequest: 0.2e-6,
    lambdaGigabyteSecond: 0.000_013_333_4,
    writeUnit: 0.625e-6,
    readUnit: 0.125e-6,
    tableGigabyte: 0.25 + 0.2,
    logGigabyte: 0.5,
    metric: 0.3,
    alarm: 0.1,
    dashboard: 3,
    scheduleRun: 1e-6,
    apiRequest: 1e-6,
    trace: 5e-6,
  },
  "eu-central-1": {
    lambdaRequest: 0.2e-6,
    lambdaGigabyteSecond: 0.000_013_333_4,
    writeUnit: 0.7625e-6,
    readUnit: 0.1525e-6,
    tableGigabyte: 0.306 + 0.2448,
    logGigabyte: 0.63,
    metric: 0.3,
    alarm: 0.1,
    dashboard: 3,
    scheduleRun: 1e-6,
    apiRequest: 1.2e-6,
    trace: 5e-6,
  },
} as const satisfies Readonly<Record<string, Prices>>;
export type Region = keyof typeof prices;

/**
 * What is not counted but assumed; docs/cost.md says so. Milliseconds are what Lambda bills at 512 MB, about a quarter of a
 * core.
 */
export const assumed = {
  gigabytes: 0.5,
  unwantedMillis: 2,
  /** With one write to a table. */
  recordedMillis: 8,
  plannedMillis: 15,
  /** Four requests to GitLab of a tenth of a second, and ten to the tables. */
  effectMillis: 500,
  tickMillis: 60,
  patrolMillis: 10_000,
  /** Three lines of Lambda's own for each run, and what CloudWatch adds to each. */
  logBytesPerRun: 450,
  /** The lines of our own about one effect. */
  logBytesPerEffect: 1_500,
  entryBytes: 900,
  taskBytes: 1_500,
  /** Of the journal; tasks go after 90 days. */
  journalMonths: 400 / 30.4,
  taskMonths: 3,
  /** One source, three tokens, ten rules that act. */
  metrics: 40,
} as const;

/** What a deployment has, whether anything happens or not; a test compares it with the template. */
export const fixed = { alarms: 30, alarmMetrics: 40, dashboards: 1 } as const;
