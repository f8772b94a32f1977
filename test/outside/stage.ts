import { steeredClock } from "../../infra/twin/clock.ts";
import { addRolePeople } from "../../infra/twin/control/scene.ts";
import { serveTwin } from "../../infra/twin/serve.ts";
import { createTwin, type Twin } from "../../infra/twin/twin.ts";

/** A twin as `npm run twin` serves it, for one outside client. */
export interface Stage {
  readonly twin: Twin;
  readonly url: string;
  readonly tokens: Readonly<Record<"guest" | "reporter" | "developer" | "maintainer" | "owner", string>>;
  /** Asks the control. */
  control<T>(path: string, body: unknown): Promise<T>;
  close(): Promise<void>;
}

export async function openStage(): Promise<Stage> {
  const { now, advance } = steeredClock(Date.now);
  const twin = createTwin({ clock: now, advance });
  const tokens = addRolePeople(twin);
  const { url, close } = await serveTwin(twin);
  return {
    twin,
    url,
    tokens,
    close,
    async control(path, body) {
      const response = await fetch(`${url}/-/twin/${path}`, { method: "POST", body: JSON.stringify(body) });
      if (!response.ok) throw new Error(`the control answered ${response.status}: ${await response.text()}`);
      return (await response.json()) as never;
    },
  };
}

/** A project with one pipeline that has a job of every kind that the clients touch; the jobs' ids by their names. */
export async function addWork(stage: Stage, path: string) {
  const { id: project } = await stage.control<{ id: number }>("projects", { path });
  const artifacts = [
    { type: "archive", size: 5000 },
    { type: "metadata", size: 186 },
  ];
  const pipeline = await stage.control<{ id: number; jobs: { id: number; name: string }[] }>(
    `projects/${project}/pipelines`,
    {
      ref: "main",
      jobs: [
        { name: "build", stage: "build", status: "success", artifacts, log: "built\n" },
        { name: "old", stage: "build", status: "success", artifacts, log: "built\n" },
        { name: "broken", stage: "build", status: "failed", failureReason: "runner_system_failure", log: "ERROR\n" },
        { name: "gate", stage: "build", when: "manual", allowFailure: true },
        { name: "waiting", stage: "build", status: "pending" },
      ],
    },
  );
  return { project, pipeline: pipeline.id, jobs: new Map(pipeline.jobs.map(({ name, id }) => [name, id])) };
}

/** One thing that a client tried, and what came of it. */
export interface Tried {
  readonly what: string;
  /** Missing when it went well. */
  readonly problem?: string;
}

export async function attempt(what: string, deed: () => Promise<unknown>): Promise<Tried> {
  try {
    await deed();
    return { what };
  } catch (error) {
    return { what, problem: error instanceof Error ? error.message : String(error) };
  }
}
