import type { Job, Pipeline } from "../state/graph.ts";
import { latestJobs } from "../state/job.ts";
import type { Twin } from "../twin.ts";

// What the control shows.

export function stateOf({ world, effects, requests, deliveries }: Twin) {
  return {
    now: new Date(world.clock()).toISOString(),
    projects: world.projects.map(({ id, path, members, pipelines, past }) => ({
      id,
      path,
      members: Object.fromEntries([...members].map(([{ username }, role]) => [username, role])),
      pipelines: pipelines.map(pipelineState),
      // of those below nothing is held
      ...(past && { past: { pipelines: past.pipelines - past.touched.size, jobs: past.jobs } }),
    })),
    effects,
    requests: requests.length,
    deliveries: deliveries.map(({ event, url, status, error }) => ({ event, url, status, error })),
  };
}

/** Every API request that was received, oldest first; one that waits for its answer, or got none, has the status 0. */
export function callsOf({ requests }: Twin) {
  return requests.map(({ method, path, status, fault }) => ({ method, path, status, ...(fault && { fault }) }));
}

export function pipelineState(pipeline: Pipeline) {
  const { id, ref, tag, status } = pipeline;
  return { id, ref, tag, status, jobs: latestJobs(pipeline).map(jobState) };
}

export function jobState({ id, name, stage, status, when, failureReason, artifactsExpireAt, person, files }: Job) {
  return {
    id,
    name,
    stage,
    status,
    when,
    user: person?.username ?? null,
    ...(failureReason !== null && { failureReason }),
    ...(files.length > 0 && { files: files.map(({ type }) => type) }),
    ...(artifactsExpireAt !== null && { artifactsExpireAt: new Date(artifactsExpireAt).toISOString() }),
  };
}
