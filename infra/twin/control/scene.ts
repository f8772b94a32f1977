import type { NewJob } from "../machine/begin.ts";
import { bringJob } from "../machine/bring.ts";
import { leftFile, traceOf } from "../machine/leavings.ts";
import type { Job, Pipeline } from "../state/graph.ts";
import { accessLevels, type Role } from "../state/person.ts";
import { findPerson, projectOf } from "../state/world.ts";
import type { Twin } from "../twin.ts";
import { ControlError } from "./given.ts";
import type { GivenJob, GivenPipeline } from "./schemas.ts";

const roles = Object.keys(accessLevels) as Role[];

/** Gives the twin one person for each role, named after it, and tells their tokens. */
export function addRolePeople(twin: Twin): Record<Role, string> {
  const tokens = roles.map((role) => {
    twin.addPerson({ username: role, name: `The ${role}` });
    return [role, twin.addToken(role)] as const;
  });
  return Object.fromEntries(tokens) as Record<Role, string>;
}

/** Those people as members, each with the role of that name; nobody where the twin does not know them. */
export function roleMembers({ world }: Twin): Partial<Record<Role, Role>> {
  return Object.fromEntries(roles.filter((role) => findPerson(world, role)).map((role) => [role, role]));
}

/** A pipeline with its jobs in the statuses that were given; the others stand where GitLab would have them then. */
export function addScene(twin: Twin, project: number | string, { jobs, ...given }: GivenPipeline): Pipeline {
  const { members } = projectOf(twin.world, project);
  for (const job of jobs) check(job);
  const developer = [...members.keys()].find(({ username }) => username === "developer");
  const by = given.by ?? developer?.username;
  const pipeline = twin.addPipeline(project, { ...given, ...(by !== undefined && { by }), jobs: jobs.map(newJob) });
  for (const wanted of jobs) furnish(twin, twin.jobNamed(pipeline.id, wanted.name), wanted);
  return pipeline;
}

function newJob({ status, failureReason: _reason, artifacts: _artifacts, log: _log, ...kind }: GivenJob): NewJob {
  // a job that is to stand at a gate must be a manual one
  return status === "manual" ? { when: "manual", ...kind } : kind;
}

/** All that may be wrong with a job, before anything is made or told. */
function check({ name, status, failureReason, artifacts = [] }: GivenJob): void {
  if (failureReason !== undefined && status !== "failed")
    throw new ControlError(`job ${name} has a failureReason but is not failed`);
  if (artifacts.some(({ type, size }) => type === "archive" && size > mostArchiveBytes))
    throw new ControlError(`job ${name} has an archive of more than 4 GB`);
}

/** What a zip without extensions can hold. */
const mostArchiveBytes = 4_000_000_000;

function furnish(twin: Twin, job: Job, { status, failureReason, artifacts, log }: GivenJob): void {
  // what a job leaves is there before anybody is told that it has ended
  if (artifacts) leaveFiles(twin, job, artifacts);
  if (log !== undefined) {
    job.log = log;
    job.files.push(traceOf(job));
  }
  if (status !== undefined)
    bringJob(twin.world, job, { status, ...(failureReason !== undefined && { failureReason }) });
}

function leaveFiles({ world }: Twin, job: Job, given: NonNullable<GivenJob["artifacts"]>): void {
  const month = world.clock() + 30 * 86_400_000;
  job.files = given.map(({ type, size, filename, expireAt = month }) => ({
    ...leftFile(world, { type, sizeBytes: size, ...(filename !== undefined && { filename }) }),
    expireAt,
  }));
  const expiries = job.files.map(({ expireAt }) => expireAt).filter((at) => at !== null);
  job.artifactsExpireAt = expiries.length === 0 ? null : Math.max(...expiries);
}
