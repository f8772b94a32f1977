import { findJob } from "./find.ts";
import type { Job } from "./graph.ts";
import { shaOf } from "./ids.ts";
import type { World } from "./world.ts";

const prefix = "glcbt-";

/** What `CI_JOB_TOKEN` holds in that job. */
export function jobToken({ id, createdAt }: Job): string {
  return `${prefix}${id.toString(16)}_${shaOf(`${id}/${createdAt}`).slice(0, 20)}`;
}

/** Whether it has the form of a job's token, which no header for people's tokens takes. */
export function looksLikeJobToken(text: string): boolean {
  return text.startsWith(prefix);
}

/** The job whose token it is, as long as it runs. */
export function jobOfToken(world: World, text: string): Job | undefined {
  const [, id = ""] = /^glcbt-([0-9a-f]+)_/.exec(text) ?? [];
  const job = findJob(world, Number.parseInt(id, 16));
  const isValid = job && jobToken(job) === text && (job.status === "running" || job.status === "canceling");
  return isValid ? job : undefined;
}
