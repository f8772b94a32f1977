// How CloudWatch comes from what was measured to an alarm's state, as far as our alarms use it: periods that end now, missing
// data, so many of so many. Source: docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html (read
// 2026-11).

/** What was measured: of each metric what it was told in each minute. */
export type Measured = ReadonlyMap<string, readonly { readonly minute: number; readonly value: number }[]>;

interface Named {
  readonly MetricName: string;
  readonly Dimensions?: readonly { readonly Value: unknown }[];
}

interface Query {
  readonly Id: string;
  readonly Expression?: string;
  readonly Period?: number;
  readonly MetricStat?: { readonly Metric: Named; readonly Period: number; readonly Stat: string };
  readonly ReturnData?: boolean;
}

/** An alarm as the packaged template has it. */
export interface Alarm extends Partial<Named> {
  readonly AlarmName: string;
  readonly Metrics?: readonly Query[];
  readonly Statistic?: string;
  readonly ExtendedStatistic?: string;
  readonly Period?: number;
  readonly EvaluationPeriods: number;
  readonly DatapointsToAlarm?: number;
  readonly Threshold: number;
  readonly ComparisonOperator: string;
  readonly TreatMissingData: string;
}

/** `Errors of WorkLambdaFunction`; of ours the name alone: `dueTasks`. */
export function nameOf({ MetricName, Dimensions = [] }: Named): string {
  const of = Dimensions.map(({ Value }) => targetOf(Value)).join(" ");
  return of === "" ? MetricName : `${MetricName} of ${of}`;
}

function targetOf(value: unknown): string {
  if (typeof value === "string") return value;
  const { Ref, "Fn::GetAtt": attribute } = value as { Ref?: string; "Fn::GetAtt"?: readonly string[] };
  return Ref ?? attribute?.[0] ?? "nothing";
}

const insight = /^SELECT (\w+)\((\w+)\) FROM "[\w-]+"$/;

/** What an alarm watches: of each metric how it is reckoned. */
export function watchedBy({ Metrics, Statistic, ExtendedStatistic, ...alarm }: Alarm): readonly string[] {
  if (!Metrics) return [nameOf({ ...alarm, MetricName: alarm.MetricName ?? "" })];
  return Metrics.flatMap(({ MetricStat, Expression = "" }) => {
    if (MetricStat) return [nameOf(MetricStat.Metric)];
    const [, , name] = insight.exec(Expression) ?? [];
    return name === undefined ? [] : [name];
  });
}

type Value = number | undefined;

const reckoned: Readonly<Record<string, (values: readonly number[]) => number>> = {
  Sum: (values) => values.reduce((sum, one) => sum + one, 0),
  Maximum: (values) => Math.max(...values),
  p99: (values) => Math.max(...values),
  SUM: (values) => values.reduce((sum, one) => sum + one, 0),
  MAX: (values) => Math.max(...values),
  COUNT: (values) => values.length,
};

/** The state of an alarm at the beginning of a minute. */
export function stateOf(alarm: Alarm, measured: Measured, minute: number): "ALARM" | "OK" {
  const { EvaluationPeriods, DatapointsToAlarm = EvaluationPeriods, TreatMissingData } = alarm;
  const minutes = periodOf(alarm) / 60;
  const values = Array.from({ length: EvaluationPeriods }, (_, back) => {
    const until = minute - back * minutes;
    return valueIn(alarm, measured, { from: until - minutes, until });
  });
  const breaching = values.filter((one) =>
    one === undefined ? TreatMissingData === "breaching" : breaches(one, alarm),
  );
  return breaching.length >= DatapointsToAlarm ? "ALARM" : "OK";
}

export function periodOf({ Period, Metrics = [] }: Alarm): number {
  return Period ?? Math.max(...Metrics.map((one) => one.Period ?? one.MetricStat?.Period ?? 0));
}

interface Stretch {
  readonly from: number;
  readonly until: number;
}

function valueIn(alarm: Alarm, measured: Measured, stretch: Stretch): Value {
  const { Metrics, Statistic, ExtendedStatistic, MetricName = "" } = alarm;
  if (!Metrics) return reckon(measured, nameOf({ ...alarm, MetricName }), Statistic ?? ExtendedStatistic, stretch);
  const named = new Map(
    Metrics.map(({ Id, MetricStat }) => [
      Id,
      MetricStat && reckon(measured, nameOf(MetricStat.Metric), MetricStat.Stat, stretch),
    ]),
  );
  const asked = Metrics.find(({ ReturnData = true }) => ReturnData)?.Expression ?? "";
  const [, how, name = ""] = insight.exec(asked) ?? [];
  if (how !== undefined) return reckon(measured, name, how, stretch);
  const [first = "", second = ""] = asked.split(" - ");
  const known = [...named.values()].filter((one) => one !== undefined);
  const from = first === "SUM(METRICS())" ? (known.length > 0 ? reckoned.SUM?.(known) : undefined) : named.get(first);
  const less = named.get(second);
  return from === undefined || less === undefined ? undefined : from - less;
}

function reckon(measured: Measured, name: string, how: string | undefined, { from, until }: Stretch): Value {
  const values = (measured.get(name) ?? []).filter(({ minute }) => minute >= from && minute < until);
  const reckoning = reckoned[how ?? ""];
  if (!reckoning) throw new Error(`no alarm here is reckoned by ${how}`);
  return values.length === 0 ? undefined : reckoning(values.map(({ value }) => value));
}

function breaches(value: number, { ComparisonOperator, Threshold }: Alarm): boolean {
  if (ComparisonOperator === "GreaterThanOrEqualToThreshold") return value >= Threshold;
  if (ComparisonOperator === "LessThanThreshold") return value < Threshold;
  throw new Error(`no alarm here compares by ${ComparisonOperator}`);
}
