import { type Answer, json } from "../api/answer.ts";
import type { Incoming } from "../api/call.ts";
import { bringJob } from "../machine/bring.ts";
import { jobOf } from "../state/find.ts";
import { projectOf } from "../state/world.ts";
import type { Twin } from "../twin.ts";
import { addFault, clearFaults, listFaults } from "./faults.ts";
import { ControlError, readGiven } from "./given.ts";
import { hookDeeds } from "./hookDeeds.ts";
import { setLimits } from "./limits.ts";
import { addScene, roleMembers } from "./scene.ts";
import {
  GivenAdvance,
  GivenCrowd,
  GivenEnd,
  GivenGroup,
  GivenPipeline,
  GivenPipelineOf,
  GivenProject,
  GivenStatus,
} from "./schemas.ts";
import { callsOf, jobState, pipelineState, stateOf } from "./show.ts";
import { timeDeeds } from "./time.ts";

export const controlRoot = "/-/twin/";

/** One deed of the control: the ids of its path in order, and the body as text. */
type Deed = (twin: Twin, ids: readonly number[], body: string) => Answer;

const deeds: readonly (readonly [line: string, deed: Deed])[] = [
  ["GET state", (twin) => json(200, stateOf(twin))],
  ["GET calls", (twin) => json(200, callsOf(twin))],
  ["POST projects", addProject],
  ["POST groups", addGroup],
  ["POST crowd", addCrowd],
  ["POST projects/:id/pipelines", (twin, [project = 0], body) => beginPipeline(twin, project, body)],
  ["POST projects/:id/jobs/:job", setJob],
  ...hookDeeds,
  ["GET faults", listFaults],
  ["POST faults", addFault],
  ["DELETE faults", clearFaults],
  ["DELETE faults/:id", clearFaults],
  ["POST limits", setLimits],
  ["POST clock", advanceClock],
  ...timeDeeds,
  ["POST pipelines", beginPipelineOf],
  ["POST jobs/:id/run", (twin, [id = 0]) => json(200, jobState(twin.run(id)))],
  ["POST jobs/:id/succeed", endJob],
  ["POST jobs/:id/fail", failJob],
  ["POST jobs/:id/cancel", cancelJob],
];

/** For people who play with the twin, or test their own bots on it. Nobody is asked who they are. */
export function answerControl(twin: Twin, { method, target, body }: Incoming): Answer {
  const path = target.slice(controlRoot.length).split("?")[0] ?? "";
  twin.wake();
  const found = deeds.map(([line, deed]) => ({ deed, ids: idsIn(line, `${method} ${path}`) })).find(({ ids }) => ids);
  if (!found?.ids)
    return json(404, { error: `there is no ${method} ${path} here: ${deeds.map(([line]) => line).join(", ")}` });
  try {
    return found.deed(twin, found.ids, body);
  } catch (error) {
    return json(400, { error: error instanceof Error ? error.message : String(error) });
  }
}

/** The ids in a request line, or `undefined` when it is another line. */
function idsIn(line: string, given: string): number[] | undefined {
  const parts = line.split("/");
  const found = given.split("/");
  const fits = parts.length === found.length && parts.every((part, at) => fitsPart(part, found[at] ?? ""));
  return fits ? found.filter((_, at) => parts[at]?.startsWith(":")).map(Number) : undefined;
}

function fitsPart(part: string, found: string): boolean {
  return part.startsWith(":") ? /^\d{1,15}$/.test(found) : part === found;
}

function addProject(twin: Twin, _ids: readonly number[], body: string): Answer {
  const given = readGiven(GivenProject, body);
  const project = twin.addProject({ ...given, members: { ...roleMembers(twin), ...given.members } });
  return json(201, { id: project.id, path: project.path });
}

/** Of a group that is there already: what it has more. */
function addGroup(twin: Twin, _ids: readonly number[], body: string): Answer {
  const { id, path } = twin.addGroup(readGiven(GivenGroup, body));
  return json(201, { id, path });
}

function addCrowd(twin: Twin, _ids: readonly number[], body: string): Answer {
  const { jobs, ...given } = readGiven(GivenCrowd, body);
  const jobsPerProject = jobs / given.projects;
  if (!Number.isInteger(jobsPerProject))
    throw new ControlError(`jobs: give those of all projects together, a multiple of ${given.projects}`);
  return json(201, twin.addCrowd({ ...given, jobsPerProject, members: { ...roleMembers(twin), ...given.members } }));
}

function beginPipeline(twin: Twin, project: number, body: string): Answer {
  return json(201, pipelineState(addScene(twin, project, readGiven(GivenPipeline, body))));
}

function beginPipelineOf(twin: Twin, _ids: readonly number[], body: string): Answer {
  const { project, ...given } = readGiven(GivenPipelineOf, body);
  return json(201, pipelineState(addScene(twin, project, given)));
}

function setJob(twin: Twin, [projectId = 0, id = 0]: readonly number[], body: string): Answer {
  const project = projectOf(twin.world, projectId);
  const job = jobOf(twin.world, id);
  if (job.pipeline.project !== project) throw new ControlError(`job ${id} is not of project ${projectId}`);
  const given = readGiven(GivenStatus, body);
  if (given.failureReason !== undefined && given.status !== "failed")
    throw new ControlError("failureReason: only a failed job has one");
  bringJob(twin.world, job, given);
  return json(200, jobState(job));
}

function advanceClock(twin: Twin, _ids: readonly number[], body: string): Answer {
  const { advance } = readGiven(GivenAdvance, body);
  if (!twin.advance) throw new ControlError("this twin's clock cannot be moved: it was made with a clock of its own");
  twin.advance(advance);
  twin.warnOfExpiry();
  return json(200, { now: new Date(twin.world.clock()).toISOString() });
}

function endJob(twin: Twin, [id = 0]: readonly number[], body: string): Answer {
  const { artifacts } = readGiven(GivenEnd, body);
  return json(200, jobState(twin.succeed(id, artifacts && { artifacts })));
}

function failJob(twin: Twin, [id = 0]: readonly number[], body: string): Answer {
  const { reason, ...leaves } = readGiven(GivenEnd, body);
  return json(200, jobState(twin.fail(id, reason, leaves)));
}

/** A second cancel is the runner saying that it has stopped. */
function cancelJob(twin: Twin, [id = 0]: readonly number[]): Answer {
  return json(200, jobState(twin.job(id).status === "canceling" ? twin.stop(id) : twin.cancel(id)));
}
