import type { Job } from "../../core/job.ts";
import { type Causer, type Looked, roleLevels } from "../../core/looked.ts";
import type { Given } from "./given.ts";

/** Whoever caused it. */
export const userId = 1;

/** What a case gives of all that only a look tells. */
export function lookedOf(given: Given, job: Job): Looked {
  const { attempt, newest, latest, superseded, rank, exitCode, jobs, by, deployment } = given;
  return {
    ...(given.protected !== undefined && { isProtected: given.protected }),
    ...(newest !== undefined && { isNewest: newest }),
    ...(latest !== undefined && { isLatest: latest }),
    ...(superseded !== undefined && { isSuperseded: superseded }),
    ...(attempt !== undefined && { attempt }),
    ...(rank !== undefined && { rank }),
    ...(deployment !== undefined && { deployment }),
    ...(exitCode !== undefined && { exitCode }),
    ...(by !== undefined && { by: by === null ? null : causerOf(by) }),
    ...(jobs && { siblings: siblingsOf(jobs, job) }),
  };
}

function causerOf(by: NonNullable<Given["by"]>): Causer {
  const { user, role, bot } = typeof by === "string" ? { user: by } : by;
  return {
    userId,
    ...(user !== undefined && { username: user }),
    ...(role !== undefined && { level: role === "none" ? 0 : roleLevels[role] }),
    ...(bot !== undefined && { isBot: bot }),
  };
}

/** Whether the case says of whoever caused it that they are a member of a group; `undefined`: it says nothing of groups. */
export function isMemberOf(group: string, { by }: Given): boolean | undefined {
  if (typeof by !== "object" || by?.group === undefined) return undefined;
  return by.group !== "none" && by.group.includes(group);
}

/** All jobs of the pipeline, the job itself among them. */
function siblingsOf(jobs: NonNullable<Given["jobs"]>, job: Job): readonly Job[] {
  const others = jobs.map(
    ({ bridge, ...one }, at): Job => ({ id: job.id + 1 + at, ...one, ...(bridge && { isBridge: true }) }),
  );
  return others.some(({ name }) => name === job.name) ? others : [job, ...others];
}
