import type { NewJob } from "../../../infra/twin/state/jobParts.ts";
import type { BoundWorld } from "../../../lib/rules/prove/boundWorld.ts";
import type { Happening, Played } from "./stage.ts";

const hourMillis = 3_600_000;

/** A world for `boundOf`, of what others did in a play. */
export function worldOf({ pipelines }: Happening, { twin, startedAt, endedAt }: Played): BoundWorld {
  const lists = pipelines.flatMap(({ jobs }) => [...listsIn(jobs, 0)]);
  const names = (isBridge: boolean) => [
    ...new Set(
      lists.flatMap(({ jobs }) =>
        jobs.flatMap(({ name, trigger }) => ((trigger !== undefined) === isBridge ? [name] : [])),
      ),
    ),
  ];
  const all = twin.world.projects.flatMap((project) => project.pipelines);
  const touched = (millis: number) => Math.floor(endedAt / millis) - Math.floor(startedAt / millis) + 1;
  return {
    pipelines: pipelines.length,
    jobs: names(false),
    triggerJobs: names(true),
    depth: Math.max(...lists.map(({ depth }) => depth)),
    projects: new Set(all.map(({ project }) => project)).size,
    commits: new Set(all.map(({ project, commit }) => `${project.id} ${commit.sha}`)).size,
    hours: touched(hourMillis),
    days: touched(24 * hourMillis),
  };
}

/** The jobs of a pipeline, and of each that its trigger jobs begin. */
function* listsIn(jobs: readonly NewJob[], depth: number): Generator<{ jobs: readonly NewJob[]; depth: number }> {
  yield { jobs, depth };
  for (const { trigger } of jobs) if (trigger) yield* listsIn(trigger.jobs, depth + 1);
}
