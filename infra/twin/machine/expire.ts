import type { Instant } from "../../../lib/core/time.ts";
import type { Job, Project } from "../state/graph.ts";
import type { JobFile } from "../state/jobParts.ts";
import type { Person } from "../state/person.ts";
import { hasRole } from "../state/project.ts";
import type { World } from "../state/world.ts";
import { isLocked, roundNow, unlockedInPast } from "./lock.ts";
import { conflict, forbidden, type Refusal } from "./refusal.ts";
import { statsRefresh } from "./verbs.ts";

// Source: docs.gitlab.com/api/job_artifacts, "Delete job artifacts" and gitlabhq
// app/services/ci/unlock_pipeline_service.rb (read 2026-11).

/** Lets all artifacts of a project that nothing locks expire now; they go with the next clean-up. Logs stay. */
export function expireProjectArtifacts(world: World, project: Project, person: Person): Refusal | undefined {
  if (!hasRole(project, person, "maintainer")) return forbidden();
  if (project.settings.isRefreshingStats) return conflict(statsRefresh);
  const now = world.clock();
  const { past } = project;
  const round = past && roundNow(project, past, now);
  for (const job of [...unlockedJobs(project), ...(round ? unlockedInPast(past, round) : [])]) {
    const late = job.files.filter((file) => isErasable(file) && (file.expireAt === null || file.expireAt > now));
    if (late.length === 0) continue;
    for (const file of late) file.expireAt = now;
    job.artifactsExpireAt = now;
    const { id: jobId } = job;
    world.effects.push({ at: now, verb: "expireArtifacts", projectId: project.id, jobId, user: person.username });
  }
  if (round) past.expiries.push(round);
  return undefined;
}

/** GitLab's own clean-up: removes what has expired and is not locked. */
export function cleanUp(world: World): void {
  const now = world.clock();
  for (const job of world.projects.flatMap(unlockedJobs))
    job.files = job.files.filter((file) => !isErasable(file) || file.expireAt === null || file.expireAt > now);
  for (const project of world.projects) if (project.past) project.past.cleanedUp = roundNow(project, project.past, now);
}

/** So often something may have expired in a project's past. */
const pastMillis = 12 * 3_600_000;

/** When the next file that a clean-up would remove expires, or expired; `undefined`: there is none. */
export function nextExpiry({ projects }: World): Instant | undefined {
  const files = projects.flatMap(unlockedJobs).flatMap(({ files }) => files.filter(isErasable));
  const inPasts = projects.flatMap(({ past }) => (past ? past.cleanedUp.at + pastMillis : []));
  const moments = [...inPasts, ...files.flatMap(({ expireAt }) => (expireAt === null ? [] : expireAt))];
  return moments.length === 0 ? undefined : moments.reduce((one, other) => Math.min(one, other));
}

function unlockedJobs({ pipelines }: Project): Job[] {
  return pipelines.filter((pipeline) => !isLocked(pipeline)).flatMap(({ jobs }) => jobs);
}

function isErasable({ type }: JobFile): boolean {
  return type !== "trace";
}
