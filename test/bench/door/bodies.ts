import { hook as jobHook } from "../../fixtures/hooks/2026/job.ts";
import { hook as pipelineHook } from "../../fixtures/hooks/2026/pipeline.ts";
import type { PlainRule } from "../rules/books.ts";
import { teamRules } from "../rules/books.ts";

/** Rules about failed jobs, each in a project of its own, but for three in `shop/api`; one is about pipelines. */
export function doorRules(count: number): PlainRule[] {
  return [...teamRules(count - 1), { project: "other/app", status: "failed", on: "pipeline" }];
}

const message = "Take soundings\n\n".padEnd(560, "The channel is charted to three fathoms at low water. ");

/** A job hook as GitLab sends it, of about 2.6 KB. A failed one three rules want, others none. */
export function jobBody(id: number, status: "success" | "failed"): Buffer {
  const hook = {
    ...jobHook,
    build_id: id,
    build_name: "build",
    build_status: status,
    build_failure_reason: status === "failed" ? "script_failure" : "unknown_failure",
    build_finished_at: "2026-08-02T08:01:00Z",
    commit: { ...jobHook.commit, message },
    project_id: 42,
    project: { ...jobHook.project, id: 42, path_with_namespace: "shop/api" },
  };
  return Buffer.from(JSON.stringify(hook));
}

const runner = { id: 40, description: "pilot runner", runner_type: "project_type", active: true, is_shared: false };

/** A pipeline hook with so many builds, of about 0.7 KB each, that no rule wants. */
export function pipelineBody(id: number, count: number): Buffer {
  const [, build] = pipelineHook.builds;
  const builds = Array.from({ length: count }, (_, at) => ({
    ...build,
    id: id * 1_000 + at,
    name: `build ${at}/${count}`,
    runner: { ...runner, tags: ["deep", "linux", "docker"] },
    artifacts_file: { filename: "artifacts.zip", size: 52_428 },
    environment: null,
  }));
  return Buffer.from(JSON.stringify({ ...pipelineHook, builds }));
}
