import { cancelPipeline, deletePipeline } from "../../infra/twin/machine/pipelineVerbs.ts";
import type { Pipeline } from "../../infra/twin/state/graph.ts";
import type { Verb } from "../../infra/twin/state/world.ts";
import { people } from "./runners.ts";
import type { Stage } from "./stage.ts";
import type { Sent } from "./witness.ts";

const verbs = ["retry", "play", "cancel", "keep", "erase"] as const;

/** People who do what they please, at any moment of the active time. */
export function startPeople(stage: Stage): void {
  const { timeline, profile, random, twin } = stage;
  for (let deed = 0; deed < profile.deeds; deed++)
    timeline.after(anyTime(stage), () => {
      const jobs = [...twin.world.jobs.keys()];
      const [first, ...more] = jobs;
      if (first !== undefined) act(stage, random.pick(verbs), random.pick([first, ...more]));
    });
  if (random.chance(profile.pipelineEnds)) timeline.after(anyTime(stage), () => endPipeline(stage));
}

function anyTime({ random, profile }: Stage): number {
  return Math.round(random.next() * profile.activeSeconds * 1000);
}

/** Somebody does the same as we, to the same job, at about the same moment. */
export function meddle(stage: Stage, { verb, jobId }: Sent): void {
  const { random, timeline, profile } = stage;
  if (!stage.isHostile() || !random.chance(profile.meddling)) return;
  const own = random.chance(0.6) ? (verb === "deleteArtifacts" ? "keep" : (verb as Verb)) : random.pick(verbs);
  stage.met("meddled with");
  timeline.after(Math.round(random.next() ** 2 * 4000), () => act(stage, own, jobId));
}

function act({ twin, random, say, noteJob, met }: Stage, verb: Verb, jobId: number): void {
  if (!twin.world.jobs.has(jobId)) return;
  const by = random.pick(people);
  const done = twin.act(verb, jobId, { by });
  noteJob(jobId);
  met(`person: ${verb}`);
  say(() => `${by}: ${verb} of job ${jobId}: ${"refused" in done ? done.refused : done.status}`);
}

/** A whole pipeline is canceled, too old to be touched, or gone. */
function endPipeline(stage: Stage): void {
  const { twin, random, say, met } = stage;
  const pipelines = twin.world.projects.flatMap((project) => project.pipelines);
  const [first, ...more] = pipelines;
  const person = twin.world.people.find(({ username }) => username === people[0]);
  if (!first || !person) return;
  const pipeline: Pipeline = random.pick([first, ...more]);
  const how = random.pick(["canceled", "archived", "deleted"]);
  if (how === "canceled") cancelPipeline(twin.world, { pipeline, person });
  else if (how === "archived") twin.archive(pipeline.id);
  else deletePipeline(twin.world, { pipeline, person });
  for (const { id } of pipeline.jobs) stage.noteJob(id);
  met(`pipeline ${how}`);
  say(() => `pipeline ${pipeline.id} is ${how}`);
}
