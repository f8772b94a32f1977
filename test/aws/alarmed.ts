import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { problemText, resourcesOf, type Template } from "../../infra/package/template.ts";
import type { Pulse } from "../../lib/app/pulse.ts";
import { metricsOf } from "../../lib/edge/metrics.ts";
import type { Alarm } from "./alarmModel.ts";
import { packaged } from "./packaged.ts";

export const topic = "arn:aws:sns:eu-central-1:123456789012:on-call";

export const operateMd = readFileSync(join(import.meta.dirname, "../../docs/operate.md"), "utf8");

/** The template with a topic for its alarms. */
export async function packagedWell(given: readonly string[] = [`alarmTopic=${topic}`]): Promise<Template> {
  const { problems, template } = await packaged({ given });
  assert.deepEqual(problems.map(problemText), []);
  assert.ok(template);
  return template;
}

/** An alarm as it stands in the template, with whom it tells. */
export interface ToldAlarm extends Alarm {
  readonly AlarmDescription: string;
  readonly AlarmActions: unknown;
  readonly OKActions: unknown;
}

export function alarmsOf(template: Template): [string, ToldAlarm][] {
  return resourcesOf(template, "AWS::CloudWatch::Alarm").map(([id, { Properties }]) => [
    id,
    Properties as unknown as ToldAlarm,
  ]);
}

/** The names of the metrics that lines of the log become, given every field that a metric is made of. */
export function loggedMetrics(): readonly string[] {
  const words = { source: "gitlab", action: "retry", outcome: "done", ruleOrOther: "r", token: "act" };
  const pulse = { oldestDueSeconds: 0, oldestUrgentSeconds: 0, dueTasks: 0, attentionTasks: 0 };
  const numbers = { ...pulse, openOutages: 0, breakersOpen: 0, patienceSeconds: 0 } satisfies Pulse;
  const others = { millis: 1, days: 1, projects: 1, covered: 1, oldestSeconds: 1 };
  const facts = ["effect", "deferred", "refused", "pulse", "token", "patrol"];
  return facts.flatMap((fact) => {
    const block = metricsOf(fact, { ...words, ...numbers, ...others }, { namespace: "penstock-dev", timestamp: 0 });
    const { CloudWatchMetrics = [] } = (block._aws ?? {}) as { CloudWatchMetrics?: { Metrics: { Name: string }[] }[] };
    return CloudWatchMetrics.flatMap(({ Metrics }) => Metrics.map(({ Name }) => Name));
  });
}
