import type { GitLabReads, RefPipelines, SeenTag } from "../../core/gitlab.ts";
import type { Job } from "../../core/job.ts";
import { jobIdOf, type Task } from "../../core/task.ts";
import { remembered } from "../remembered.ts";
import { jobsOnPages } from "./pages.ts";

/** So many refs one request can ask for. */
const refsAtOnce = 25;
/** For fewer it is not worth to read a list of tags. */
const fewTags = 3;

/**
 * The looks at many jobs of one project, a hundred at a time where GitLab can: their pages, and of all their refs at once the
 * branches, the tags and the newest pipelines, each once somebody asks for one of them. Each answers as a single look does;
 * what cannot be told together is looked at singly, and each look is sent once.
 *
 * @param tasks of one project
 * @throws GitLabError when GitLab cannot be asked
 */
export async function sharedReads(tasks: readonly Task[], reads: GitLabReads): Promise<GitLabReads> {
  const single = remembered(reads);
  const [first] = tasks;
  if (!first || tasks.length < 2) return single;
  const { project } = first;
  const jobs = await jobsOnPages(tasks, reads);
  const places = placesOf(tasks, jobs);
  const names = (some: readonly Place[]) => [...new Set(some.map(({ ref }) => ref))];
  const successes = once(() => newest({ project, refs: names(places), which: "success" }, reads));
  const branches = once(() => reads.branches(project.id, names(places.filter(isOnBranch))));

  const newer = once(async () => {
    const told = (await successes())?.newest;
    const isNewer = ({ ref, pipelineId }: Place) => pipelineId > (told?.get(ref)?.id ?? 0);
    return await newest({ project, refs: names(places.filter(isNewer)), which: "any" }, reads);
  });
  const tags = once(async (): Promise<ReadonlyMap<string, SeenTag | null>> => {
    const told = places.some(isOnBranch) ? await branches() : undefined;
    const wanted = names(places.filter(({ ref, isTag }) => isTag || told?.get(ref) === null));
    return wanted.length > fewTags ? await reads.tags(project.id, wanted) : new Map();
  });

  return {
    ...single,
    job: async (projectId, jobId) => jobs.get(jobId) ?? (await single.job(projectId, jobId)),
    project: async (projectId) => (await successes())?.project ?? (await single.project(projectId)),
    newestSuccess: async (projectId, ref) =>
      orSingle((await successes())?.newest.get(ref), () => single.newestSuccess(projectId, ref)),
    newestPipeline: async (projectId, ref) =>
      orSingle((await newer())?.newest.get(ref), () => single.newestPipeline(projectId, ref)),
    branchIsProtected: async (projectId, branch) =>
      orSingle((await branches()).get(branch), () => single.branchIsProtected(projectId, branch)),
    tag: async (projectId, tag) => orSingle((await tags()).get(tag), () => single.tag(projectId, tag)),
  };
}

/** What was told of many; `null`: it is not there, `undefined`: nothing was told. */
async function orSingle<T>(told: T | null | undefined, ask: () => Promise<T | undefined>): Promise<T | undefined> {
  return told === undefined ? await ask() : (told ?? undefined);
}

function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= ask();
    return answer;
  };
}

interface Place {
  readonly ref: string;
  readonly isTag: boolean;
  readonly pipelineId: number;
}

/** A merge request's own ref is none. */
function isOnBranch({ ref, isTag }: Place): boolean {
  return !isTag && !ref.startsWith("refs/");
}

/** Where jobs stand, as they are, or as they were when their deletes were planned. */
function placesOf(tasks: readonly Task[], jobs: ReadonlyMap<number, Job>): readonly Place[] {
  return tasks.flatMap((task) => {
    const { ref, tag, pipelineId = 0 }: Partial<Job> = jobs.get(jobIdOf(task) ?? 0) ?? { ...task.about };
    return ref === undefined ? [] : [{ ref, pipelineId, isTag: tag === true }];
  });
}

interface Wanted {
  readonly project: Task["project"];
  readonly refs: readonly string[];
  readonly which: "any" | "success";
}

async function newest({ project, refs, which }: Wanted, reads: GitLabReads): Promise<RefPipelines | undefined> {
  if (project.path === undefined) return undefined;
  const told: RefPipelines[] = [];
  for (let at = 0; at === 0 || at < refs.length; at += refsAtOnce) {
    const part = await reads.newestOfRefs(project.path, refs.slice(at, at + refsAtOnce), which);
    // What has moved to another path is another project by this one.
    if (part?.project.id !== project.id) return undefined;
    told.push(part);
  }
  const [first] = told;
  return first && { project: first.project, newest: new Map(told.flatMap((one) => [...one.newest])) };
}
