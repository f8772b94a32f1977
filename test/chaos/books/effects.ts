import type { Evidence } from "../evidence.ts";
import { mostRunsPerJob } from "../rules.ts";
import { bot } from "../twin.ts";
import type { Kept } from "./kept.ts";

/** What really changed in GitLab by our hand: once for each job and verb, within the limits, and never without a task. */
export function effectsKept({ effects, runs, tasks, entries }: Evidence): Kept {
  const ours = effects.filter(({ user }) => user === bot);
  const byTask = Map.groupBy(ours, ({ projectId, jobId, verb }) => `gitlab/${projectId}/job:${jobId}/${verb}`);
  const nameOf = new Map(runs.map(({ id, pipeline, name }) => [id, `${name} of pipeline ${pipeline}`]));
  const taskOf = new Map(tasks.map((task) => [task.id, task]));
  const told = new Set(entries.flatMap((entry) => (entry.kind === "task" ? [entry.task] : [])));
  const caused = Map.groupBy(
    ours.filter(({ verb }) => verb === "retry"),
    ({ jobId }) => nameOf.get(jobId) ?? `job ${jobId}`,
  );
  return {
    violations: [
      ...[...byTask].filter(([, list]) => list.length > 1).map(([id, list]) => `${id} had ${list.length} effects`),
      ...ours
        .filter(({ verb, newJobId }) => verb === "play" && newJobId !== undefined)
        .map(({ jobId, newJobId }) => `play ran the finished job ${jobId} again, as ${newJobId}`),
      ...[...caused]
        .filter(([, list]) => list.length > mostRunsPerJob)
        .map(([name, list]) => `${name} was run again ${list.length} times: the limit is ${mostRunsPerJob}`),
      ...[...byTask.keys()]
        .filter((id) => (taskOf.get(id)?.calls ?? 0) === 0)
        .map((id) => `${id} had an effect, but its task knows of no call`),
      ...[...byTask.keys()].filter((id) => !told.has(id)).map((id) => `${id} had an effect that no entry tells of`),
    ],
  };
}
