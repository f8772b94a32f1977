import * as z from "zod";
import { type Ends, run } from "../flows/process.ts";

const Job = z.object({
  id: z.int(),
  name: z.string(),
  status: z.string(),
  failureReason: z.string().optional(),
  artifactsExpireAt: z.string().optional(),
  files: z.array(z.string()).default([]),
});
export type TwinJob = z.infer<typeof Job>;

const Pipeline = z.object({ id: z.int(), ref: z.string(), tag: z.boolean(), jobs: z.array(Job) });

const Effect = z.object({
  at: z.number(),
  verb: z.string(),
  projectId: z.int(),
  jobId: z.int(),
  newJobId: z.int().optional(),
  user: z.string(),
});
export type TwinEffect = z.infer<typeof Effect>;

const State = z.object({
  projects: z.array(z.object({ id: z.int(), path: z.string(), pipelines: z.array(Pipeline) })),
  effects: z.array(Effect),
});
export type TwinState = z.infer<typeof State>;

const Seen = z.array(z.object({ fault: z.string().optional() }));

const Told = z.object({ url: z.string(), control: z.string(), tokens: z.record(z.string(), z.string()) });

/** A job as the API lists it, of any run. */
const Run = z.object({
  id: z.int(),
  name: z.string(),
  status: z.string(),
  tag: z.boolean(),
  failure_reason: z.string().nullish(),
  artifacts_expire_at: z.string().nullable(),
  artifacts: z.array(z.object({ file_type: z.string() })),
});
export type JobRun = z.infer<typeof Run> & { readonly project: number; readonly pipeline: number };

/** Whose name Penstock has in the twin; the other roles are people. */
export const bot = "maintainer";

/** A twin in a process of its own, which outlives every Penstock. */
export interface TwinProcess {
  readonly url: string;
  /** By role. */
  readonly tokens: Readonly<Record<string, string>>;
  /** @throws Error in the control's words when it says no */
  post(path: string, body?: unknown): Promise<unknown>;
  /** Whether the control did it: a job may have moved on meanwhile. */
  tell(path: string, body?: unknown): Promise<boolean>;
  clearFaults(): Promise<void>;
  waitingFaults(): Promise<number>;
  /** How many requests were hit by a fault. */
  hits(): Promise<number>;
  state(): Promise<TwinState>;
  /** A person's own request. @returns its status */
  act(who: string, project: number, deed: string): Promise<number>;
  /** Every run of every job of a pipeline, oldest first. */
  runs(project: number, pipeline: number): Promise<JobRun[]>;
}

export async function startTwin(ends: Ends): Promise<TwinProcess> {
  const started = run(ends, ["infra/twin/main.ts", "--port", "0"], { npm_lifecycle_event: "chaos" });
  const { url, control, tokens } = Told.parse(JSON.parse(await started.line(/^\{/)));
  const ask = (method: string, path: string, body?: unknown) => askControl(method, `${control}/${path}`, body);
  const post = (path: string, body: unknown = {}) => ask("POST", path, body);
  const api = (who: string, method: string, path: string) =>
    fetch(`${url}/api/v4/projects/${path}`, { method, headers: { authorization: `Bearer ${tokens[who]}` } });
  return {
    url,
    tokens,
    post,
    tell: (path, body) =>
      post(path, body).then(
        () => true,
        () => false,
      ),
    async clearFaults() {
      await ask("DELETE", "faults");
    },
    waitingFaults: async () => z.array(z.unknown()).parse(await ask("GET", "faults")).length,
    hits: async () => Seen.parse(await ask("GET", "calls")).filter(({ fault }) => fault !== undefined).length,
    state: async () => State.parse(await ask("GET", "state")),
    async act(who, project, deed) {
      const answer = await api(who, "POST", `${project}/${deed}`);
      await answer.arrayBuffer();
      return answer.status;
    },
    async runs(project, pipeline) {
      const path = `${project}/pipelines/${pipeline}/jobs?include_retried=true&per_page=100`;
      const listed = z.array(Run).parse(await (await api("owner", "GET", path)).json());
      return listed.map((job) => ({ ...job, project, pipeline })).sort((one, other) => one.id - other.id);
    },
  };
}

async function askControl(method: string, url: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(url, { method, ...(body !== undefined && { body: JSON.stringify(body) }) });
  if (!answer.ok) throw new Error(`${method} ${url}: ${await answer.text()}`);
  return await answer.json();
}
