import { once } from "node:events";
import { createServer } from "node:http";
import type { TestContext } from "node:test";
import { virtualClock } from "../../infra/twin/clock.ts";
import type { NewJob, NewPipeline } from "../../infra/twin/machine/begin.ts";
import { serveTwin } from "../../infra/twin/serve.ts";
import type { NewProject } from "../../infra/twin/state/add.ts";
import { createTwin, type TwinOptions } from "../../infra/twin/twin.ts";

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: answers are read as a client without our types would
  readonly json: any;
}

/** A served twin with one project, where the bot is a maintainer and ada the owner. */
export async function twinWorld(t: TestContext, project: Partial<NewProject> = {}, options: Partial<TwinOptions> = {}) {
  const time = virtualClock(Date.UTC(2026, 10, 20, 9, 30));
  const twin = createTwin({ clock: time.now, ...options });
  const members = { ada: "owner", dev: "developer", guest: "guest", reporter: "reporter" } as const;
  const { id } = twin.addProject({
    path: "shop/api",
    ...project,
    members: { ...members, [twin.bot.username]: "maintainer", ...project.members },
  });
  const served = await serveTwin(twin);
  t.after(() => served.close());
  const ask = (method: string, path: string, { token = twin.bot.token, body }: Ask = {}) =>
    request(`${served.url}/api/v4${path}`, { method, token, ...(body !== undefined && { body }) });
  return {
    time,
    twin,
    served,
    id,
    get: (path: string, options?: Ask) => ask("GET", path, options),
    post: (path: string, options?: Ask) => ask("POST", path, options),
    del: (path: string, options?: Ask) => ask("DELETE", path, options),
    /** A pipeline of jobs given as `stage/name`, or in full. */
    pipeline: (jobs: readonly (string | NewJob)[], more: Partial<NewPipeline> = {}) =>
      twin.addPipeline(id, { ...more, jobs: jobs.map(newJob) }),
    job: (jobId: number) => `/projects/${id}/jobs/${jobId}`,
  };
}

interface Ask {
  readonly token?: string;
  readonly body?: unknown;
}

export const manual = (name: string, stage = "deploy", allowFailure = false): NewJob => ({
  name,
  stage,
  when: "manual",
  allowFailure,
});

function newJob(job: string | NewJob): NewJob {
  if (typeof job !== "string") return job;
  const [stage = "", name = ""] = job.split("/");
  return { name, stage };
}

async function request(
  url: string,
  { method, token, body }: { method: string; token: string; body?: unknown },
): Promise<Reply> {
  const response = await fetch(url, {
    method,
    headers: { "PRIVATE-TOKEN": token, "Content-Type": "application/json" },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json");
  return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : undefined };
}

/** Statuses of a pipeline's jobs by name, the newest run of each, and the pipeline's own. */
export function statuses(
  pipeline: ReturnType<Awaited<ReturnType<typeof twinWorld>>["pipeline"]>,
): Readonly<Record<string, string>> {
  const jobs = Object.fromEntries(pipeline.jobs.map(({ name, status }) => [name, status]));
  return { ...jobs, pipeline: pipeline.status };
}

export interface Heard {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Somebody who receives hooks, and answers each with `status`; 0: never. */
export async function receiver(t: TestContext, status = 200) {
  const heard: Heard[] = [];
  const waiters: (() => void)[] = [];
  const server = createServer(async (incoming, response) => {
    let body = "";
    for await (const chunk of incoming) body += chunk;
    heard.push({ headers: incoming.headers, body });
    if (status !== 0) response.writeHead(status, { Location: "/elsewhere" }).end("noted");
    for (const wake of waiters.splice(0)) wake();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/gitlab/main`,
    heard,
    next: () => new Promise<void>((resolve) => waiters.push(resolve)),
  };
}
