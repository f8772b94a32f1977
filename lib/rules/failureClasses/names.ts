/**
 * The kinds of failures that every rulebook knows. The word before the dot is the family: of `infra` another run may help,
 * of `capacity` one once there is room again, of `user`, `policy` and `security` none before somebody changes something.
 */
export const failureClassNames = [
  "infra.spot",
  "infra.network",
  "infra.imagePull",
  "infra.artifacts",
  "infra.disk",
  "infra.oom",
  "infra.runner",
  "infra.scheduler",
  "capacity.noRunner",
  "capacity.quota",
  "capacity.rateLimit",
  "timeout",
  "user.config",
  "user.dependency",
  "user.script",
  "policy.deployment",
  "security.access",
] as const;
export type FailureClassName = (typeof failureClassNames)[number];
