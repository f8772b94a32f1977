import type { Job } from "../../lib/core/job.ts";
import { oneRule, start } from "./site.ts";

// The jobs and rules that most stories about performing are told with.

export const failed: Job = {
  id: 1001,
  name: "build",
  status: "failed",
  failureReason: "api_failure",
  ref: "main",
  tag: false,
  pipelineId: 501,
  userId: 7,
};
export const manual: Job = {
  id: 1002,
  name: "deploy",
  status: "manual",
  ref: "main",
  tag: false,
  pipelineId: 501,
  userId: 7,
};
export const pending: Job = { id: 1003, name: "lint", status: "pending", pipelineId: 501, since: start - 3_600_000 };

const day = 86_400_000;
/** A branch's job of a month ago, whose archive and log are there and whose artifacts expired the day after. */
export const expired: Job = {
  id: 1001,
  name: "package",
  status: "success",
  ref: "feature",
  tag: false,
  pipelineId: 501,
  archived: false,
  since: start - 31 * day,
  erasedAt: null,
  artifacts: {
    files: [
      { type: "archive", sizeBytes: 5_000 },
      { type: "trace", sizeBytes: 10 },
    ],
    expireAt: start - 30 * day,
  },
};

export const retryRule = oneRule("on: job, when: { status: failed }, do: retry");
export const playRule = oneRule("on: pipeline, do: { play: { job: deploy } }");
export const restartRule = oneRule("on: job, when: { status: pending }, for: 15m, do: restart");

export const retryId = "gitlab/42/job:1001/retry";
export const playId = "gitlab/42/job:1002/play";
