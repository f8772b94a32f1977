import { maySee } from "../../../machine/rights.ts";
import { statsRefresh } from "../../../machine/verbs.ts";
import { touchFiles } from "../../../state/find.ts";
import type { Job, Project } from "../../../state/graph.ts";
import type { JobFile } from "../../../state/jobParts.ts";
import { hasRole } from "../../../state/project.ts";
import type { World } from "../../../state/world.ts";
import type { Gid } from "../coerce.ts";
import { FieldError, unavailable, type Viewer } from "../schema.ts";
import { artifactId } from "./artifactId.ts";

interface Input {
  readonly ids: readonly Gid[];
  readonly projectId: Gid;
  readonly clientMutationId?: string | null;
}

/** How a deletion of many files ended: of all of them, or of none. */
interface Destroyed {
  /** Missing: nothing was. */
  readonly destroyedIds?: readonly string[];
  readonly errors: readonly string[];
  readonly clientMutationId: string | null;
}

const most = 100;

/**
 * Deletes files by their own ids, logs too.
 * Source: gitlabhq app/services/ci/job_artifacts/bulk_delete_by_project_service.rb (read 2026-11).
 */
export function destroyFiles({ ids, projectId, clientMutationId = null }: Input, viewer: Viewer): Destroyed {
  const { world, person, token } = viewer;
  const project = world.projects.find(({ id }) => id === projectId.id);
  if (!project || token.scope !== "api" || !maySee(person, project) || !hasRole(project, person, "maintainer"))
    throw unavailable();
  if (ids.length === 0) throw new FieldError("IDs array of job artifacts can not be empty");
  const wanted = ids.map(({ id }) => id);
  if (wanted.length <= most) touchFiles(world, wanted);
  const error = refuse(world, project, wanted);
  if (error !== undefined) return { errors: [error], clientMutationId };
  for (const { job, id } of filesOf(world)) if (wanted.includes(id)) remove(viewer, job, id);
  const destroyedIds = wanted.map((id) => `gid://gitlab/Ci::JobArtifact/${id}`);
  return { destroyedIds, errors: [], clientMutationId };
}

function refuse(world: World, project: Project, wanted: readonly number[]): string | undefined {
  if (wanted.length > most) return `Can only delete up to ${most} job artifacts per call`;
  const found = filesOf(world).filter(({ id }) => wanted.includes(id));
  const missing = wanted.filter((id) => !found.some((one) => one.id === id));
  if (missing.length > 0) return `Artifacts (${missing.join(",")}) not found`;
  if (found.some(({ job }) => job.pipeline.project !== project)) return "Not all artifacts belong to requested project";
  return project.settings.isRefreshingStats ? statsRefresh : undefined;
}

interface Found {
  readonly job: Job;
  readonly file: JobFile;
  readonly id: number;
}

function filesOf(world: World): Found[] {
  return [...world.jobs.values()].flatMap((job) =>
    job.files.map((file) => ({ job, file, id: artifactId(world, file) })),
  );
}

function remove({ world, person }: Viewer, job: Job, id: number): void {
  job.files = job.files.filter((file) => artifactId(world, file) !== id);
  const { id: projectId } = job.pipeline.project;
  const [at, user] = [world.clock(), person.username];
  world.effects.push({ at, verb: "deleteArtifacts", projectId, jobId: job.id, user });
}
