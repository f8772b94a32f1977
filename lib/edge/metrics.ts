import type { LogFields } from "../core/logFields.ts";

type Unit = "Count" | "Seconds" | "Milliseconds" | "None";

/** Some metrics of a fact by one choice of its fields. */
interface Measured {
  /** The metric that counts the lines. */
  readonly lines?: string;
  /** Fields that are metrics where they are numbers; each has its own name, or the other one that is told. */
  readonly fields?: Readonly<Record<string, Unit | { readonly unit: Unit; readonly as: string }>>;
  /** Fields that are texts of a short list, or bounded by who logs them: each value of each costs a metric of its own. */
  readonly by: readonly string[];
}

/**
 * Which lines of the log are metrics as well, by their `what`. A project, a job, a task and a person never are dimensions:
 * there are too many of them. Sources and tokens are as many as `penstock.yaml` names, actions and outcomes are closed lists,
 * and rules are bounded by `ruleOrOther`.
 */
const facts: Readonly<Record<string, readonly Measured[]>> = {
  effect: [
    { lines: "Effects", by: ["source", "action", "outcome"] },
    { lines: "EffectsByRule", by: ["source", "ruleOrOther"] },
    { fields: { millis: { unit: "Milliseconds", as: "CallMillis" } }, by: ["source", "action"] },
  ],
  deferred: [{ lines: "Deferred", by: ["source"] }],
  refused: [{ lines: "Refused", by: ["source"] }],
  pulse: [
    {
      fields: {
        oldestDueSeconds: "Seconds",
        dueTasks: "Count",
        oldestUrgentSeconds: "Seconds",
        attentionTasks: "Count",
        openOutages: "Count",
        breakersOpen: "Count",
        patienceSeconds: "Seconds",
      },
      by: ["source"],
    },
  ],
  token: [{ fields: { days: "None" }, by: ["source", "token"] }],
  patrol: [{ fields: { projects: "Count", covered: "Count", oldestSeconds: "Seconds" }, by: ["source"] }],
};

/** The block that makes a line a metric, and the numbers that are in no field; see `metricsOf`. */
export type Metrics = Readonly<Record<string, unknown>>;

/**
 * What a line has to say in addition so that CloudWatch makes metrics of it; nothing for all other lines. What has not every
 * field of a choice, as a text of at most 1,024 characters, is left out of it.
 * Source: docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html (read
 * 2026-11).
 *
 * @param namespace e.g. `penstock-prod`
 */
export function metricsOf(what: string, fields: LogFields, at: { namespace: string; timestamp: number }): Metrics {
  const numbers: Record<string, number> = {};
  const directives: object[] = [];
  for (const measured of facts[what] ?? []) {
    if (!measured.by.every((name) => isDimension(fields[name]))) continue;
    const found = numbersOf(measured, fields);
    if (found.length === 0) continue;
    for (const { name, value } of found) numbers[name] = value;
    const Metrics = found.map(({ name, unit }) => ({ Name: name, Unit: unit }));
    directives.push({ Namespace: at.namespace, Dimensions: [measured.by], Metrics });
  }
  if (directives.length === 0) return {};
  return { ...numbers, _aws: { Timestamp: at.timestamp, CloudWatchMetrics: directives } };
}

function numbersOf({ lines, fields = {} }: Measured, told: LogFields) {
  const counted = lines === undefined ? [] : [{ name: lines, unit: "Count", value: 1 }];
  const read = Object.entries(fields).flatMap(([field, how]) => {
    const { unit, as } = typeof how === "string" ? { unit: how, as: field } : how;
    const value = told[field];
    return typeof value === "number" && Number.isFinite(value) ? [{ name: as, unit, value }] : [];
  });
  return [...counted, ...read];
}

function isDimension(value: unknown): boolean {
  return typeof value === "string" && value !== "" && value.length <= 1_024;
}
