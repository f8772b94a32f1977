// Hooks of four vintages, written by hand after GitLab's documentation of their time. `changes` replaces top-level fields.

type Fields = Record<string, unknown>;

const sha = "1f0cbb8b7a1b8c3c3f0c5ad3f5f5a4c0d2a8b911";

/** GitLab 8: no pipeline_id, no project, no reason; the pipeline is `commit.id`. */
export function jobHook2016(changes: Fields = {}): Fields {
  return {
    object_kind: "build",
    ref: "main",
    tag: false,
    before_sha: sha,
    sha,
    build_id: 501,
    build_name: "compile",
    build_stage: "build",
    build_status: "running",
    build_started_at: "2016-08-12 15:24:56 UTC",
    build_finished_at: null,
    build_duration: null,
    build_allow_failure: false,
    project_id: 7,
    project_name: "Harbour / Tools / Crane",
    user: { id: 3, name: "Ada", email: "ada@example.com" },
    commit: { id: 90, sha, message: "lift\n", author_name: "Ada", status: "running", duration: null },
    repository: {
      name: "crane",
      homepage: "https://git.example.com/harbour/tools/crane",
      git_http_url: "https://git.example.com/harbour/tools/crane.git",
      visibility_level: 20,
    },
    ...changes,
  };
}

/** GitLab 12: pipeline_id and a failure reason. */
export function jobHook2019(changes: Fields = {}): Fields {
  return jobHook2016({
    pipeline_id: 90,
    build_status: "failed",
    build_started_at: "2019-05-01 12:32:49 UTC",
    build_finished_at: "2019-05-01 14:33:04 +0200",
    build_failure_reason: "runner_system_failure",
    runner: { id: 4, description: "shared", active: true, is_shared: true },
    ...changes,
  });
}

/** GitLab 15: a creation, a queue time, the number of earlier runs. */
export function jobHook2023(changes: Fields = {}): Fields {
  return jobHook2019({
    build_status: "pending",
    build_created_at: "2023-01-10 13:50:02 UTC",
    build_started_at: null,
    build_finished_at: null,
    build_queued_duration: 12.5,
    build_failure_reason: "unknown_failure",
    retries_count: 1,
    runner: null,
    environment: null,
    user: { id: 3, name: "Ada", username: "ada", avatar_url: null, email: "[REDACTED]" },
    ...changes,
  });
}

/** GitLab 19: a project of its own and ISO dates. */
export function jobHook2026(changes: Fields = {}): Fields {
  return jobHook2023({
    build_status: "success",
    build_created_at: "2026-08-02T07:58:00.000+00:00",
    build_started_at: "2026-08-02T07:59:00.250Z",
    build_finished_at: "2026-08-02T07:59:54.000+00:00",
    build_created_at_iso: "2026-08-02T07:58:00Z",
    build_duration: 53.75,
    project: {
      id: 7,
      name: "Crane",
      namespace: "Tools",
      path_with_namespace: "harbour/tools/crane",
      ci_config_path: null,
    },
    source_pipeline: { project: { id: 41, path_with_namespace: "harbour/up" }, pipeline_id: 30, job_id: 3401 },
    ...changes,
  });
}

const project = { id: 7, name: "Crane", namespace: "Tools", path_with_namespace: "harbour/tools/crane" };

export function build2016(changes: Fields = {}): Fields {
  return {
    id: 501,
    stage: "build",
    name: "compile",
    status: "success",
    created_at: "2016-08-12 15:23:28 UTC",
    started_at: "2016-08-12 15:24:56 UTC",
    finished_at: "2016-08-12 15:25:26 UTC",
    when: "on_success",
    manual: false,
    user: { name: "Ada", username: "ada", avatar_url: null },
    runner: null,
    artifacts_file: { filename: null, size: null },
    ...changes,
  };
}

export function build2026(changes: Fields = {}): Fields {
  return build2016({
    duration: 30,
    queued_duration: 196.5,
    failure_reason: null,
    allow_failure: false,
    user: { id: 3, name: "Ada", username: "ada", email: "[REDACTED]" },
    environment: null,
    ...changes,
  });
}

/** GitLab 8: no source, no merge request. */
export function pipelineHook2016(changes: Fields = {}, attributes: Fields = {}): Fields {
  return {
    object_kind: "pipeline",
    object_attributes: {
      id: 90,
      ref: "main",
      tag: false,
      sha,
      before_sha: sha,
      status: "success",
      stages: ["build"],
      created_at: "2016-08-12 15:23:28 UTC",
      finished_at: "2016-08-12 15:26:29 UTC",
      duration: 63,
      ...attributes,
    },
    user: { name: "Ada", username: "ada" },
    project,
    commit: { id: sha, message: "lift\n" },
    builds: [build2016()],
    ...changes,
  };
}

/** GitLab 12: where the pipeline comes from. */
export function pipelineHook2019(changes: Fields = {}, attributes: Fields = {}): Fields {
  return pipelineHook2016(
    { merge_request: null, ...changes },
    { source: "push", detailed_status: "passed", variables: [{ key: "KEY", value: "value" }], ...attributes },
  );
}

/** GitLab 15: reasons, queue times, environments. */
export function pipelineHook2023(changes: Fields = {}, attributes: Fields = {}): Fields {
  return pipelineHook2019(
    { builds: [build2026({ status: "failed", failure_reason: "script_failure" })], ...changes },
    { iid: 3, name: null, queued_duration: 10, url: "https://git.example.com/p/90", ...attributes },
  );
}

/** GitLab 19: a child pipeline. */
export function pipelineHook2026(changes: Fields = {}, attributes: Fields = {}): Fields {
  return pipelineHook2023(
    {
      builds: [build2026({ status: "manual", started_at: null, finished_at: null, manual: true, when: "manual" })],
      source_pipeline: { project: { id: 41, path_with_namespace: "harbour/up" }, pipeline_id: 30, job_id: 3401 },
      ...changes,
    },
    { status: "manual", source: "parent_pipeline", protected_ref: true, finished_at: null, ...attributes },
  );
}
