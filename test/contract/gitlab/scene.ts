import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { virtualClock } from "../../../infra/twin/clock.ts";
import type { NewPipeline } from "../../../infra/twin/machine/begin.ts";
import { bringJob } from "../../../infra/twin/machine/bring.ts";
import type { NewProject } from "../../../infra/twin/state/add.ts";
import type { Job } from "../../../infra/twin/state/graph.ts";
import type { JobStatus, NewJob } from "../../../infra/twin/state/jobParts.ts";
import { createTwin, type TwinOptions } from "../../../infra/twin/twin.ts";
import { type Asked, faces, type MakeFace, type Reply } from "./face.ts";

export const roles = ["guest", "reporter", "developer", "maintainer", "owner"] as const;

/** Who asks: a member with the role of that name, or a person who is a member of nothing. */
export type Who = (typeof roles)[number] | "stranger";

export const everybody: readonly Who[] = ["stranger", ...roles];

interface Setting {
  readonly project?: Partial<NewProject>;
  readonly twin?: Partial<TwinOptions>;
}

export type Scene = Awaited<ReturnType<typeof setScene>>;

/** Registers a test once for each face. The row of the facts that it is about stands first in its title. */
export function contract(title: string, run: (scene: Scene) => Promise<void>, setting: Setting = {}): void {
  for (const [name, makeFace] of Object.entries(faces))
    test(`${title} (${name})`, async (t) => run(await setScene(t, makeFace, setting)));
}

/** A twin with one project, in which the bot is a maintainer and everybody else has the role of their name. */
async function setScene(t: TestContext, makeFace: MakeFace, setting: Setting) {
  const time = virtualClock();
  const twin = createTwin({ clock: time.now, ...setting.twin });
  const members = Object.fromEntries(roles.map((role) => [role, role]));
  const added = { path: "shop/api", ...setting.project };
  const project = twin.addProject({
    ...added,
    members: { ...members, [twin.bot.username]: "maintainer", ...added.members },
  });
  twin.addPerson({ username: "stranger" });
  const tokens = Object.fromEntries(everybody.map((who) => [who, twin.addToken(who)])) as Record<Who, string>;
  const ask = await makeFace(t, twin);
  const { id } = project;

  function pipeline(jobs: readonly (string | NewJob)[], more: Partial<NewPipeline> = {}) {
    return twin.addPipeline(id, {
      by: "owner",
      ...more,
      jobs: jobs.map((job) => (typeof job === "string" ? { name: job } : job)),
    });
  }

  return {
    ask,
    twin,
    time,
    id,
    project,
    tokens,
    pipeline,
    get: (path: string, asked?: Asked) => ask("GET", path, asked),
    post: (path: string, asked?: Asked) => ask("POST", path, asked),
    del: (path: string, asked?: Asked) => ask("DELETE", path, asked),
    path: `/projects/${id}`,
    pathOf: (job: Pick<Job, "id">) => `/projects/${id}/jobs/${job.id}`,
    /** The only job of a new pipeline. */
    lone(job: string | NewJob, more?: Partial<NewPipeline>): Job {
      return twin.jobNamed(pipeline([job], more).id, typeof job === "string" ? job : job.name);
    },
    /** A job of a new pipeline, in that status. */
    standing(job: NewJob, status: JobStatus, more?: Partial<NewPipeline>): Job {
      const before: NewJob = { name: "before", stage: "before", when: "manual" };
      // a job stays created only where another one holds it up
      const all = status === "created" ? [before, job] : [job];
      const found = twin.jobNamed(pipeline(all, more).id, job.name);
      // a bridge that is brought somewhere begins its pipeline on the way, and a plain job becomes a gate at one
      const isGate = status === "manual" || status === "scheduled";
      if (job.trigger || (isGate && job.when === undefined)) found.status = status;
      else bringJob(twin.world, found, { status });
      assert.equal(found.status, status);
      return found;
    },
  };
}

/** Status and body: what a refusal consists of. */
export function refusalOf({ status, json }: Reply): unknown[] {
  return [status, json];
}

export function names({ json }: Reply): string[] {
  return json.map((row: { name: string }) => row.name);
}
