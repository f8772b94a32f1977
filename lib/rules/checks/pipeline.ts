import * as z from "zod";
import type { Facts } from "../../core/event.ts";
import { jobStatuses } from "../../core/job.ts";
import { condition, type Fact, flagCheck, partOf } from "./condition.ts";
import { statusesOf } from "./status.ts";
import { textCheck } from "./text.ts";

const known: ReadonlySet<string> = new Set(jobStatuses);

function statusOf({ job, pipeline, looked }: Facts): Fact<string> {
  const status = pipeline?.status ?? job.pipelineStatus ?? partOf(looked?.pipeline, (one) => one.status);
  return typeof status !== "string" || known.has(status) ? status : undefined;
}

export const pipelineConditions = {
  pipelineStatus: condition(statusesOf("pipeline"), (wanted, place) =>
    textCheck(wanted, place, { read: statusOf, ask: "pipeline" }),
  ),
  /** No newer pipeline is there on its ref. */
  newest: condition(z.boolean(), (wanted, place) =>
    flagCheck(wanted, place, { read: ({ looked }) => looked?.isNewest, ask: "isNewest" }),
  ),
  /** A newer pipeline of its ref has succeeded. */
  superseded: condition(z.boolean(), (wanted, place) =>
    flagCheck(wanted, place, { read: ({ looked }) => looked?.isSuperseded, ask: "isSuperseded" }),
  ),
};
