import * as z from "zod";
import { jobStatuses } from "../../core/job.ts";
import { oneOrMany } from "../fields.ts";
import { hint, shown } from "../wording.ts";

/** Words for statuses that GitLab's pages, other CI systems or British spelling suggest. */
const synonyms: Readonly<Record<string, string>> = {
  passed: "success",
  succeeded: "success",
  successful: "success",
  ok: "success",
  done: "success",
  error: "failed",
  errored: "failed",
  cancelled: "canceled",
  aborted: "canceled",
  stuck: "pending",
  queued: "pending",
  blocked: "manual",
  delayed: "scheduled",
};

/** Statuses of a job or a pipeline: GitLab has one list for both. */
export function statusesOf(noun: "job" | "pipeline") {
  return oneOrMany(
    z.enum(jobStatuses, {
      error: ({ input }) =>
        typeof input === "string"
          ? `no ${noun} status ${shown(input)}${hint(input, jobStatuses, synonyms) || `; known are ${jobStatuses.join(", ")}`}`
          : undefined,
    }),
  );
}
