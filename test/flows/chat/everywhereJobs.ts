import type { Stage } from "../../../infra/local/stage.ts";

/** A job that is spoken of as `JOB`. */
export interface Subject {
  readonly id: number;
  readonly url: string;
  readonly pipeline: number;
  /** Ends the job that it waits for. */
  readonly letThrough: () => void;
}

/** What can be spoken of. */
export const jobKinds = {
  failed: "a failed job",
  running: "a job that runs",
  manual: "a manual job",
  expiring: "a job whose artifacts expire",
  early: "a manual job that cannot be played yet",
  gate: "a gate that needs two people",
} as const;
export type JobKind = keyof typeof jobKinds;

const nameOf = {
  failed: "build",
  running: "build",
  expiring: "build",
  manual: "ship",
  early: "release",
  gate: "deploy",
};

/** Begins a pipeline of alice's with such a job; a gate is there once it was heard of. */
export async function jobFor(
  { twin, project, settle }: Pick<Stage, "twin" | "settle" | "project">,
  kind: JobKind,
): Promise<Subject> {
  const name = nameOf[kind];
  const isManual = kind === "manual" || kind === "early" || kind === "gate";
  const pipeline = twin.addPipeline(project.id, {
    by: "alice",
    stages: ["first", "then"],
    jobs: [
      ...(kind === "early" ? [{ name: "before", stage: "first" }] : []),
      { name, stage: "then", ...(isManual && { when: "manual" as const }) },
    ],
  });
  const { id } = twin.jobNamed(pipeline.id, name);
  if (!isManual) twin.run(id);
  if (kind === "failed") twin.fail(id);
  if (kind === "expiring") twin.succeed(id, { artifacts: { expireInSeconds: 86_400 } });
  if (kind === "gate") await settle();
  return {
    id,
    url: `${twin.world.url}/${project.path}/-/jobs/${id}`,
    pipeline: pipeline.id,
    letThrough: () => void twin.succeed(twin.jobNamed(pipeline.id, "before").id),
  };
}
