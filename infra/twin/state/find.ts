import type { Job, Pipeline, Project } from "./graph.ts";
import { findPipeline, searchPast } from "./history.ts";
import type { PastKind } from "./past.ts";
import type { World } from "./world.ts";

/** A job that is only looked at; `touch` it before anything is done to it. */
export function findJob(world: World, id: number): Job | undefined {
  return world.jobs.get(id) ?? searchPasts(world, "job", id)?.jobs.find((job) => job.id === id);
}

/** As `findJob`, in one project. */
export function findJobOf(world: World, project: Project, id: number): Job | undefined {
  const held = world.jobs.get(id);
  if (held) return held.pipeline.project === project ? held : undefined;
  return searchPast(project, "job", id)?.jobs.find((job) => job.id === id);
}

/** The pipeline of somebody's past that has the id, or a job or a file with it. */
function searchPasts({ projects }: World, kind: PastKind, id: number): Pipeline | undefined {
  for (const project of projects) {
    const found = searchPast(project, kind, id);
    if (found) return found;
  }
  return undefined;
}

/**
 * The job as the world holds it. One of a project's past is held from now on, with its pipeline: whatever becomes of it
 * stays.
 */
export function touch(world: World, job: Job): Job {
  const held = world.jobs.get(job.id);
  if (held) return held;
  touchPipeline(world, job.pipeline);
  return world.jobs.get(job.id) ?? job;
}

/** As `touch`, of a pipeline. */
export function touchPipeline(world: World, pipeline: Pipeline): Pipeline {
  const { past, pipelines } = pipeline.project;
  const place = past?.placeOf("pipeline", pipeline.id);
  if (!past || place === undefined) return pipeline;
  if (past.touched.has(place)) return pipelines.find(({ id }) => id === pipeline.id) ?? pipeline;
  past.touched.add(place);
  const later = pipelines.findIndex(({ id }) => id > pipeline.id);
  pipelines.splice(later < 0 ? pipelines.length : later, 0, pipeline);
  for (const job of pipeline.jobs) world.jobs.set(job.id, job);
  return pipeline;
}

/** Touches the jobs that have files with those ids. */
export function touchFiles(world: World, ids: readonly number[]): void {
  for (const id of ids) {
    const pipeline = searchPasts(world, "artifact", id);
    if (pipeline?.jobs.some(({ files }) => files.some((file) => file.id === id))) touchPipeline(world, pipeline);
  }
}

/** A job to do something to. @throws Error when there is none */
export function jobOf(world: World, id: number): Job {
  const job = findJob(world, id);
  if (!job) throw new Error(`there is no job ${id}`);
  return touch(world, job);
}

/** A pipeline to do something to. @throws Error when there is none */
export function pipelineOf(world: World, id: number): Pipeline {
  const pipeline = world.projects.map((project) => findPipeline(project, id)).find((found) => found !== undefined);
  if (!pipeline) throw new Error(`there is no pipeline ${id}`);
  return touchPipeline(world, pipeline);
}
