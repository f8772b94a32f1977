import assert from "node:assert/strict";
import { test } from "node:test";
import { failureReasonsOf } from "../../../lib/core/job.ts";
import { asksOf } from "../../../lib/core/verdict.ts";
import { failureClassNames } from "../../../lib/rules/failureClasses/names.ts";
import { reasonsOfClass, reasonsWithoutClass } from "../../../lib/rules/failureClasses/reasons.ts";
import { classesOf, clauseOf, failed } from "./classOf.ts";

/** GitLab's and the runner's own list, with the family of each; none where only more than the reason can tell. */
const families: Record<string, string | undefined> = {
  unknown_failure: undefined,
  script_failure: "user",
  api_failure: "infra",
  stuck_or_timeout_failure: undefined,
  runner_system_failure: "infra",
  missing_dependency_failure: "user",
  runner_unsupported: "capacity",
  stale_schedule: "infra",
  job_execution_timeout: "timeout",
  archived_failure: undefined,
  unmet_prerequisites: "infra",
  scheduler_failure: "infra",
  data_integrity_failure: "infra",
  forward_deployment_failure: "policy",
  user_blocked: "security",
  project_deleted: undefined,
  ci_quota_exceeded: "capacity",
  pipeline_loop_detected: "user",
  no_matching_runner: "capacity",
  trace_size_exceeded: "user",
  builds_disabled: undefined,
  environment_creation_failure: "user",
  deployment_rejected: "policy",
  failed_outdated_deployment_job: "policy",
  job_execution_server_timeout: "timeout",
  stuck_pending_with_matching_runners: "capacity",
  stuck_pending_no_matching_runners: "capacity",
  no_updates_running: "infra",
  no_updates_canceling: undefined,
  server_timeout_running: "timeout",
  server_timeout_canceling: "timeout",
  runner_configuration_error: "user",
  runner_external_dependency_failure: "infra",
  runner_interrupted: "infra",
  image_pull_failure: "infra",
  protected_environment_failure: "policy",
  insufficient_bridge_permissions: "security",
  downstream_bridge_project_not_found: "user",
  invalid_bridge_trigger: "user",
  upstream_bridge_project_not_found: "user",
  insufficient_upstream_permissions: "security",
  bridge_pipeline_is_child_pipeline: "user",
  downstream_pipeline_creation_failed: "user",
  secrets_provider_not_found: "user",
  reached_max_descendant_pipelines_depth: "user",
  ip_restriction_failure: "security",
  reached_max_pipeline_hierarchy_size: "user",
  reached_downstream_pipeline_trigger_rate_limit: "capacity",
  duo_workflow_not_allowed: "security",
  job_router_failure: "infra",
  job_token_expired: "infra",
  id_token_burned_project_path: "security",
  downstream_project_trigger_resolved_to_empty: "user",
  runner_provisioning_timeout: "capacity",
};

test("each failure reason tells one class alone, or none for a reason that is told", () => {
  for (const [reason, family] of Object.entries(families)) {
    const found = classesOf(failed({ reason, log: "", exitCode: null }));
    assert.deepEqual(
      found.map((name) => name.split(".")[0]),
      family === undefined ? [] : [family],
      reason,
    );
    assert.equal(reason in reasonsWithoutClass, family === undefined, reason);
  }
});

test("no reason is listed that is not GitLab's or the runner's, and none twice", () => {
  const listed = [
    ...Object.values(reasonsOfClass).flat().flatMap(failureReasonsOf),
    ...Object.keys(reasonsWithoutClass),
  ];
  assert.deepEqual(listed.toSorted(), Object.keys(families).toSorted());
});

test("a reason that decides by itself asks for nothing, and one that does not match neither", () => {
  const clear = failed({ reason: "scheduler_failure" });
  for (const name of failureClassNames) {
    const clause = clauseOf(name, clear);
    assert.equal(clause.answer, name === "infra.scheduler" ? "yes" : "no", name);
    assert.deepEqual(asksOf([clause]), []);
  }
});

test("a job that GitLab before 19 calls stuck is the runner's fault if it had one, else nobody took it", () => {
  const reason = "stuck_or_timeout_failure";
  assert.deepEqual(classesOf(failed({ reason, runner: { id: 3, description: "spot-7" } })), ["infra.runner"]);
  assert.deepEqual(classesOf(failed({ reason, runner: null })), ["capacity.noRunner"]);
  assert.deepEqual(classesOf(failed({ reason })), []);
  const silent = failed({ reason: "no_updates_running", runner: null });
  assert.deepEqual(classesOf(silent), ["infra.runner"]);
  const untaken = failed({ reason: "stuck_pending_no_matching_runners", runner: { id: 3, description: "spot-7" } });
  assert.deepEqual(classesOf(untaken), ["capacity.noRunner"]);
});

test("a job that did not fail is of no class", () => {
  const { job, ...facts } = failed({ reason: "runner_system_failure", log: "ERROR: Job failed (system failure): x" });
  for (const status of ["success", "canceled", "running"] as const)
    assert.deepEqual(classesOf({ ...facts, job: { ...job, status } }), []);
});
