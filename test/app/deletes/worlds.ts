import fc from "fast-check";
import type { Job } from "../../../lib/core/job.ts";
import { start } from "../site.ts";
import type { Model, ModelPipeline } from "./model.ts";

/** A project with releases, protected refs, branches named like tags, children, keeps and holds. */
export interface World {
  readonly model: Model;
  readonly verb: "deleteArtifacts" | "erase";
  readonly includeTags: boolean;
  /** Whether GitLab deletes a hundred at a time. */
  readonly isTogether: boolean;
  /** `job:ID` or `pipeline:ID`, also `project` of holds. */
  readonly kept: readonly string[];
  readonly held: readonly string[];
}

const day = 86_400_000;
const projectId = 42;
const refs = ["main", "v1", "v2", "refs/merge-requests/7/head"] as const;
const statuses = ["success", "success", "success", "failed", "canceled", "running"] as const;
const jobStatuses = ["success", "failed", "canceled", "skipped", "running", "manual", "other"] as const;

/** Mostly the first, so that one thing at a time is seldom hidden behind another. */
function mostly<T>(usual: T, ...others: readonly T[]): fc.Arbitrary<T> {
  return fc.oneof({ weight: 9, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });
}

const Refs = fc.record({
  branches: fc.dictionary(fc.constantFrom(...refs.slice(0, 3)), mostly(false, true), { maxKeys: 3 }),
  tags: fc.dictionary(
    fc.constantFrom(...refs.slice(0, 3)),
    fc.record({ isProtected: fc.constantFrom(false, false, true), hasRelease: fc.constantFrom(false, false, true) }),
    { maxKeys: 3 },
  ),
});

const Jobs = fc.array(
  fc.record({
    status: mostly(...jobStatuses),
    expires: mostly<number | null>(-30 * day, -1, 0, day, null),
    isArchived: mostly(false, true),
    isErased: mostly(false, true),
    isTagKnown: mostly(true, false),
  }),
  { minLength: 1, maxLength: 2 },
);

const Pipelines = fc.array(
  fc.record({
    ref: fc.constantFrom(...refs),
    isTag: fc.boolean(),
    status: fc.constantFrom(...statuses),
    /** Of which earlier pipeline it is a child; 0 and what does not fit: of none. */
    parent: fc.nat(6),
    jobs: Jobs,
  }),
  { minLength: 1, maxLength: 7 },
);

/** Random worlds; most have something that may go, and something that must stay. */
export const Worlds: fc.Arbitrary<World> = fc
  .record({
    refs: Refs,
    pipelines: Pipelines,
    verb: fc.constantFrom("deleteArtifacts" as const, "erase" as const),
    includeTags: fc.boolean(),
    isTogether: fc.boolean(),
    isArchived: mostly(false, true),
    kept: fc.array(fc.nat(30), { maxLength: 1 }),
    held: fc.array(fc.nat(30), { maxLength: 1 }),
  })
  .map(({ refs: { branches, tags }, pipelines, kept, held, isArchived, ...others }) => {
    const model: Model = {
      id: projectId,
      path: "shop/api",
      isArchived,
      branches: new Map(Object.entries(branches)),
      tags: new Map(Object.entries(tags)),
      ...graphOf(pipelines),
    };
    return { ...others, model, kept: namesIn(kept, model), held: namesIn(held, model) };
  });

type Drawn = typeof Pipelines extends fc.Arbitrary<infer T> ? T : never;

function graphOf(drawn: Drawn): Pick<Model, "pipelines" | "jobs"> {
  const pipelines = new Map<number, ModelPipeline>();
  const jobs = new Map<number, Job>();
  drawn.forEach(({ ref, isTag, status, parent, jobs: list }, at) => {
    const id = 101 + at;
    const above = pipelines.get(id - parent);
    const isOwnRef = ref.startsWith("refs/");
    const like = above ? { ref: above.ref, isTag: above.isTag, parent: above.id } : { ref, isTag: isTag && !isOwnRef };
    const pipeline: ModelPipeline = { id, status, ...like };
    pipelines.set(id, pipeline);
    for (const one of list) {
      const job = jobOf(pipeline, 1001 + jobs.size, one);
      jobs.set(job.id, job);
    }
  });
  return { pipelines, jobs };
}

function jobOf(
  { id: pipelineId, ref, isTag, status }: ModelPipeline,
  id: number,
  drawn: Drawn[number]["jobs"][number],
): Job {
  const expireAt = drawn.expires === null ? null : start + drawn.expires;
  return {
    id,
    name: `package ${id}`,
    status: drawn.status,
    ref,
    ...(drawn.isTagKnown && { tag: isTag }),
    pipelineId,
    pipelineStatus: status,
    archived: drawn.isArchived,
    erasedAt: drawn.isErased ? start - day : null,
    artifacts: {
      files: [
        { type: "archive", sizeBytes: 5 },
        { type: "trace", sizeBytes: 1 },
      ],
      expireAt,
    },
  };
}

/** Names of jobs and pipelines that there are. */
function namesIn(drawn: readonly number[], { jobs, pipelines }: Model): string[] {
  const all = [...[...jobs.keys()].map((id) => `job:${id}`), ...[...pipelines.keys()].map((id) => `pipeline:${id}`)];
  return drawn.flatMap((at) => all[at] ?? []);
}
