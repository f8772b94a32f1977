import type { Job, Project } from "../../../infra/twin/state/graph.ts";
import { jobsOf, pipelinesOf } from "../../../infra/twin/state/history.ts";
import { protections } from "../../../infra/twin/state/project.ts";
import type { World } from "../../../infra/twin/state/world.ts";
import type { Instant } from "../../../lib/core/time.ts";

// The twin's own count: from what it holds, and by no code of Penstock.

/** What a project's jobs have left. */
export interface Left {
  readonly jobs: number;
  readonly files: number;
  readonly bytes: number;
  readonly bytesByType: Readonly<Record<string, number>>;
  readonly bytesByName: Readonly<Record<string, number>>;
  /** Jobs with files beside their log. */
  readonly withArtifacts: number;
}

/** Jobs by whether their artifacts should go. */
export interface Expected {
  readonly go: readonly number[];
  /** How many files of others are beside logs, now. */
  readonly stay: number;
}

export function* countLeft(world: World): Generator<readonly [project: number, left: Left]> {
  for (const project of world.projects) yield [project.id, leftIn(project)];
}

function leftIn(project: Project): Left {
  const left = { jobs: 0, files: 0, bytes: 0, withArtifacts: 0 };
  const bytesByType: Record<string, number> = {};
  const bytesByName: Record<string, number> = {};
  for (const { name, files } of jobsOf(project)) {
    left.jobs++;
    if (files.some(({ type }) => type !== "trace")) left.withArtifacts++;
    for (const { type, sizeBytes } of files) {
      left.files++;
      left.bytes += sizeBytes;
      bytesByType[type] = (bytesByType[type] ?? 0) + sizeBytes;
      bytesByName[name] = (bytesByName[name] ?? 0) + sizeBytes;
    }
  }
  return { ...left, bytesByType, bytesByName };
}

/** What the bench's rule means: expired, of no tag, and nothing that the newest of a branch leans on. */
export function expected({ projects }: World, { expiredBy }: { readonly expiredBy: Instant }): Expected {
  const go: number[] = [];
  let stay = 0;
  for (const project of projects) {
    const spared = sparedPipelines(project);
    for (const job of jobsOf(project)) {
      if (!job.files.some(({ type }) => type !== "trace")) continue;
      if (shouldGo(job, project, expiredBy) && !spared.has(job.pipeline.id)) go.push(job.id);
      else stay++;
    }
  }
  return { go, stay };
}

function shouldGo({ pipeline, artifactsExpireAt }: Job, project: Project, expiredBy: Instant): boolean {
  if (pipeline.tag || protections(project, pipeline.ref, false).length > 0) return false;
  return artifactsExpireAt !== null && artifactsExpireAt <= expiredBy;
}

/** The newest pipeline of each branch that is there, and the newest that succeeded. */
function sparedPipelines(project: Project): ReadonlySet<number> {
  const spared = new Set<number>();
  for (const branch of project.branches) {
    let isFirst = true;
    for (const pipeline of pipelinesOf(project, branch)) {
      if (pipeline.tag) continue;
      const isGood = pipeline.status === "success";
      if (isFirst || isGood) spared.add(pipeline.id);
      isFirst = false;
      if (isGood) break;
    }
  }
  return spared;
}
