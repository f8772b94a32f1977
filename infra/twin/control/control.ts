import { type Answer, json } from "../api/answer.ts";
import type { Incoming } from "../api/call.ts";
import type { Job, Pipeline } from "../state/graph.ts";
import { latestJobs } from "../state/job.ts";
import type { Twin } from "../twin.ts";
import { readDeed, readPipeline } from "./read.ts";

export const controlRoot = "/-/twin/";

/** For people who play with the twin by curl: what is there, and the runner's hand. Nobody is asked who they are. */
export function answerControl(twin: Twin, { method, target, body }: Incoming): Answer {
  const path = target.slice(controlRoot.length).split("?")[0] ?? "";
  try {
    if (method === "GET" && path === "state") return json(200, stateOf(twin));
    if (method === "POST" && path === "pipelines") return beginPipeline(twin, body);
    const [, id, deed] = /^jobs\/(\d+)\/(run|succeed|fail|cancel)$/.exec(path) ?? [];
    if (method === "POST" && id && deed) return doToJob(twin, Number(id), { deed, body });
  } catch (error) {
    return json(400, { error: error instanceof Error ? error.message : String(error) });
  }
  return json(404, {
    error: `there is no ${method} ${controlRoot}${path}: see GET state, POST pipelines, ${jobPaths}`,
  });
}

const jobPaths = "POST jobs/:id/run, jobs/:id/succeed, jobs/:id/fail, jobs/:id/cancel";

function beginPipeline(twin: Twin, body: string): Answer {
  const { project, ...pipeline } = readPipeline(body);
  return json(201, pipelineState(twin.addPipeline(project, pipeline)));
}

function doToJob(twin: Twin, id: number, { deed, body }: { deed: string; body: string }): Answer {
  const { reason, artifacts } = readDeed(body);
  const leaves = artifacts && { artifacts };
  if (deed === "run") twin.run(id);
  if (deed === "succeed") twin.succeed(id, leaves);
  if (deed === "fail") twin.fail(id, reason, leaves);
  // a second cancel is the runner saying that it has stopped
  if (deed === "cancel") twin.job(id).status === "canceling" ? twin.stop(id) : twin.cancel(id);
  return json(200, jobState(twin.job(id)));
}

function stateOf({ world, effects, requests, deliveries }: Twin) {
  return {
    now: new Date(world.clock()).toISOString(),
    projects: world.projects.map(({ id, path, members, pipelines }) => ({
      id,
      path,
      members: Object.fromEntries([...members].map(([{ username }, role]) => [username, role])),
      pipelines: pipelines.map(pipelineState),
    })),
    effects,
    requests: requests.length,
    deliveries: deliveries.map(({ event, url, status, error }) => ({ event, url, status, error })),
  };
}

function pipelineState(pipeline: Pipeline) {
  const { id, ref, tag, status } = pipeline;
  return { id, ref, tag, status, jobs: latestJobs(pipeline).map(jobState) };
}

function jobState({ id, name, stage, status, when, failureReason, artifactsExpireAt, person, files }: Job) {
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
