import type { FailureClass } from "../failureClass.ts";
import { oldStuckReason, vagueReasons, wrongImage } from "./infra.ts";

/** Nobody took the job, or there was no machine for it. */
export const noRunner: FailureClass = [
  { failureReason: oldStuckReason, not: { runner: ["**"] } },
  {
    failureReason: vagueReasons,
    log: {
      // gitlab-runner executors/internal/autoscaler/executor.go, executors/kubernetes/util.go (read 2026-11)
      matches: ["^ERROR: Job failed.*(?:unable to acquire instance|timed out waiting for pod to start)"],
    },
  },
];

/** The job ran over its time. */
export const timeout: FailureClass = [
  // gitlab-runner common/build.go, `runtimeStateAndError` (read 2026-11)
  { failureReason: vagueReasons, log: { matches: ["^ERROR: Job failed: execution took longer than "] } },
];

/** The job, its image or its pipeline asks for something that cannot be. */
export const config: FailureClass = [
  {
    failureReason: vagueReasons,
    log: {
      matches: [
        wrongImage,
        // gitlab-runner executors/docker/internal/pull/manager.go, executors/docker, executors/kubernetes (read 2026-11)
        "^ERROR: Job failed.*(?:invalid reference format|not allowed by AllowedPullPolicies|container configuration error|CrashLoopBackOff)",
      ],
    },
  },
];
