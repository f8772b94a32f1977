import type { Facts } from "../../core/event.ts";
import { Text } from "../fields.ts";
import { condition, type Fact, partOf } from "./condition.ts";
import { textCheck } from "./text.ts";

function environmentOf({ job, looked }: Facts): Fact<string> {
  const environment = job.environment === undefined ? looked?.environment : job.environment;
  return partOf(environment, ({ name }) => name);
}

/** Hooks from before GitLab 14 tell a name without a tier. */
function tierOf({ job, looked }: Facts): Fact<string> {
  if (job.environment === null) return null;
  if (job.environment?.tier !== undefined) return job.environment.tier;
  return partOf(looked?.environment, ({ tier }) => tier);
}

export const environmentConditions = {
  environment: condition(Text, (wanted, place) =>
    textCheck(wanted, place, { read: environmentOf, ask: "environment" }),
  ),
  /** `production`, `staging`, `testing`, `development`, `other`; an open list. */
  environmentTier: condition(Text, (wanted, place) => textCheck(wanted, place, { read: tierOf, ask: "environment" })),
};
