import type { Instant } from "../../../lib/core/time.ts";
import type { Job, Pipeline, Project } from "../state/graph.ts";
import { isGood, pipelinesOf } from "../state/history.ts";
import type { Past, PastRound } from "../state/past.ts";

// Source: docs.gitlab.com/ci/jobs/job_artifacts, "Keep artifacts from most recent successful jobs", and gitlabhq
// app/services/ci/unlock_artifacts_service.rb (read 2026-11).

/** The newest good pipeline of each ref, and later ones, keep their artifacts whatever the expiry, as long as the ref is there. */
export function isLocked(pipeline: Pipeline): boolean {
  const { settings, branches } = pipeline.project;
  const { ref, tag } = pipeline;
  const isGone = !tag && !ref.startsWith("refs/") && !branches.has(ref);
  return settings.keepsLatestArtifacts && !isGone && !hasNewerGood(pipeline);
}

function hasNewerGood({ project, ref, tag, id }: Pipeline): boolean {
  for (const later of pipelinesOf(project, ref)) {
    if (later.id <= id) return false;
    if (later.tag === tag && isGood(later.status)) return true;
  }
  return false;
}

/** What a round finds in a project's past now. What is unlocked stays so. */
export function roundNow(project: Project, past: Past<Pipeline>, at: Instant): PastRound {
  const { isLocked: wasLocked } = past.cleanedUp;
  if (!project.settings.keepsLatestArtifacts) return { at, isLocked: () => false };
  // only a pipeline that the project holds can change who is locked
  if (project.pipelines.length === 0) return { at, isLocked: wasLocked };
  const locked = new Set([...past.places({})].filter((place) => wasLocked(place) && isLocked(past.pipelineAt(place))));
  return { at, isLocked: (place) => locked.has(place) };
}

/** The jobs that a round concerns, made to be looked at. */
export function* unlockedInPast(past: Past<Pipeline>, { isLocked }: PastRound): Generator<Job> {
  for (const place of past.places({})) if (!isLocked(place)) yield* past.pipelineAt(place).jobs;
}
