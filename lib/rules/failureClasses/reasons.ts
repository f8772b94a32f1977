import type { FailureClassName } from "./names.ts";

/**
 * The failure reasons that tell a class by themselves. A reason is here at most once; an old word brings its newer aliases.
 * Source: gitlabhq app/models/concerns/enums/ci/commit_status.rb (read 2026-11), gitlab-runner common/network.go (read
 * 2026-11).
 */
export const reasonsOfClass: { readonly [Name in FailureClassName]?: readonly string[] } = {
  "infra.network": ["runner_external_dependency_failure"],
  "infra.imagePull": ["image_pull_failure"],
  "infra.runner": [
    "runner_system_failure",
    "api_failure",
    "no_updates_running",
    "runner_interrupted",
    "job_token_expired",
  ],
  "infra.scheduler": [
    "scheduler_failure",
    "job_router_failure",
    "data_integrity_failure",
    "stale_schedule",
    "unmet_prerequisites",
  ],
  "capacity.noRunner": [
    "no_matching_runner",
    "stuck_pending_no_matching_runners",
    "stuck_pending_with_matching_runners",
    "runner_provisioning_timeout",
    "runner_unsupported",
  ],
  "capacity.quota": ["ci_quota_exceeded"],
  "capacity.rateLimit": ["reached_downstream_pipeline_trigger_rate_limit"],
  timeout: ["job_execution_timeout", "job_execution_server_timeout"],
  "user.config": [
    "runner_configuration_error",
    "environment_creation_failure",
    "secrets_provider_not_found",
    "pipeline_loop_detected",
    "downstream_bridge_project_not_found",
    "upstream_bridge_project_not_found",
    "invalid_bridge_trigger",
    "bridge_pipeline_is_child_pipeline",
    "downstream_pipeline_creation_failed",
    "reached_max_descendant_pipelines_depth",
    "reached_max_pipeline_hierarchy_size",
    "downstream_project_trigger_resolved_to_empty",
  ],
  "user.dependency": ["missing_dependency_failure"],
  "user.script": ["script_failure", "trace_size_exceeded"],
  "policy.deployment": [
    "forward_deployment_failure",
    "failed_outdated_deployment_job",
    "deployment_rejected",
    "protected_environment_failure",
  ],
  "security.access": [
    "user_blocked",
    "ip_restriction_failure",
    "insufficient_bridge_permissions",
    "insufficient_upstream_permissions",
    "duo_workflow_not_allowed",
    "id_token_burned_project_path",
  ],
};

/** The reasons that tell no class by themselves, and why. */
export const reasonsWithoutClass: Readonly<Record<string, string>> = {
  unknown_failure: "GitLab was told no reason: only the log may tell one",
  stuck_or_timeout_failure:
    "before GitLab 19 both nobody took the job and its runner fell silent: whether it had a runner tells",
  no_updates_canceling: "it ends a job as canceled, not as failed",
  archived_failure: "the job is too old for anything to be done about it",
  project_deleted: "the project is gone",
  builds_disabled: "the project's owner has turned CI off",
};
