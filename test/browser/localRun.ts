import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { Running } from "../../lib/cli/local.ts";
import { type Ends, run } from "../flows/process.ts";

const start = join(import.meta.dirname, "../../infra/local/start.ts");

const TwinState = z.object({
  projects: z.array(
    z.object({
      pipelines: z.array(z.object({ jobs: z.array(z.object({ id: z.int(), name: z.string(), status: z.string() })) })),
    }),
  ),
  effects: z.array(z.object({ verb: z.string(), jobId: z.int(), user: z.string() })),
});
type TwinState = z.infer<typeof TwinState>;

/** An `npm start` of our own, on ports that were free. */
export interface LocalRun {
  /** Of the chat page. */
  readonly url: string;
  /** The jobs of a name, oldest first. */
  jobs(name: string): Promise<TwinState["projects"][number]["pipelines"][number]["jobs"]>;
  /** Who did that to a job, once for each time. */
  doers(verb: string, job: number): Promise<readonly string[]>;
}

/** @param folder a temporary one, where it says what runs */
export async function startLocalRun(folder: string, ends: Ends): Promise<LocalRun> {
  const file = join(folder, "running.json");
  const started = run(ends, [start], { PENSTOCK_PORT: "0", PENSTOCK_RUNNING: file });
  await started.line(/Ctrl-C stops it/);
  const { chat, twin } = Running.parse(JSON.parse(readFileSync(file, "utf8")));
  if (!chat || !twin) throw new Error("npm start does not say where its chat page and its twin are");
  const state = async () => TwinState.parse(await (await fetch(`${twin.url}/-/twin/state`)).json());
  return {
    url: chat.url,
    async jobs(name) {
      const { projects } = await state();
      const all = projects.flatMap(({ pipelines }) => pipelines.flatMap(({ jobs }) => jobs));
      return all.filter((job) => job.name === name).toSorted((one, other) => one.id - other.id);
    },
    async doers(verb, job) {
      const { effects } = await state();
      return effects.filter((effect) => effect.verb === verb && effect.jobId === job).map(({ user }) => user);
    },
  };
}
