import type { Facts } from "../../../core/event.ts";
import { roleLevels } from "../../../core/looked.ts";
import type { Store } from "../../../core/ports.ts";
import { taskId } from "../../../core/task.ts";
import { liveJob } from "../../liveFacts.ts";
import { isWatched } from "../../watch.ts";
import { pipelineOfComment } from "../context.ts";
import type { Answer, Commanded } from "../desk.ts";
import { findNamed } from "./named.ts";
import { no } from "./shown.ts";
import type { SeenProject, Sought } from "./sought.ts";

export type Seeker = Pick<Commanded, "ask" | "person" | "source" | "reads">;

/**
 * The project that an address is of, and the speaker's level there (GitLab's number), for a speaker who is at least a Reporter there. One that is not there, not watched or
 * not theirs to see is answered in the same words. In a comment only its own project is spoken of: others may read it there
 * who may not see another one.
 *
 * @throws GitLabError when GitLab cannot be asked
 */
export async function findProject(
  { ask, person, source, reads }: Seeker,
  { host, path }: { readonly host?: string; readonly path: string },
): Promise<Sought<{ readonly project: SeenProject; readonly level: number }>> {
  const own = new URL(source.url);
  const inside = withoutRoot(path, own.pathname);
  if ((host !== undefined && host !== own.host) || inside === undefined)
    return { no: no(["That is not on ", { code: own.host }, "."]) };
  const notThere = no([{ code: path }, " is not there, or it is not watched, or you may not see it."]);
  const project = await reads.projectNamed(inside);
  if (!project || !isWatched({ sources: [source] }, source.id, project)) return { no: notThere };
  const level = await reads.memberLevel(project.id, person.userId);
  if (level === undefined || level < roleLevels.reporter) return { no: notThere };
  const { place } = ask;
  if (place.provider === "gitlab" && place.project !== project.id)
    return { no: no(["In comments I speak of their own project only: ask there, or in a chat."]) };
  return { project: { id: project.id, path: project.path }, level };
}

/** Whether the speaker may see what happens in a project, which is watched. @throws GitLabError */
export async function maySee(id: number, { person, source, reads }: Seeker): Promise<boolean> {
  const project = await reads.project(id);
  if (!project || !isWatched({ sources: [source] }, source.id, project)) return false;
  return ((await reads.memberLevel(id, person.userId)) ?? 0) >= roleLevels.reporter;
}

/** A GitLab below a path of its host has that path in front of its projects' addresses. */
function withoutRoot(path: string, root: string): string | undefined {
  const below = root.replace(/^\/+|\/+$/g, "");
  if (below === "") return path;
  return path.startsWith(`${below}/`) ? path.slice(below.length + 1) : undefined;
}

/**
 * The job that a command is about, as GitLab shows it now, in a project that the speaker may see.
 *
 * @throws GitLabError, StoreError
 */
export async function findJob(
  commanded: Commanded,
  store: Pick<Store, "task">,
): Promise<Sought<{ readonly facts: Facts }>> {
  const { target } = commanded.said;
  if (target?.kind === "name") return await inMergeRequest(commanded, target.name, store);
  if (target?.kind !== "job" && target?.kind !== "pipeline") return { no: which(commanded) };
  const place = await findProject(commanded, target);
  if ("no" in place) return place;
  const { project } = place;
  if (target.kind === "job") return await factsOfJob(commanded, { project, id: target.job }, store);
  return await inPipeline(commanded, { ...target, project }, store);
}

/** A name alone is of the pipeline of the merge request that is commented on, wherever that runs. */
async function inMergeRequest(
  commanded: Commanded,
  name: string,
  store: Pick<Store, "task">,
): Promise<Sought<{ readonly facts: Facts }>> {
  const { ask, reads } = commanded;
  const head = await pipelineOfComment(ask.place, reads);
  const nowhere = {
    no: no(["Give the job's address: a name alone is enough at a merge request with a pipeline only."]),
  };
  if (!head || !(await maySee(head.projectId, commanded))) return nowhere;
  const project = await reads.project(head.projectId);
  if (!project) return nowhere;
  const place = { project: { id: project.id, path: project.path }, pipeline: head.id, name };
  return await inPipeline(commanded, place, store);
}

async function inPipeline(
  commanded: Commanded,
  named: Parameters<typeof findNamed>[0],
  store: Pick<Store, "task">,
): Promise<Sought<{ readonly facts: Facts }>> {
  const found = await findNamed(named, { reads: commanded.reads, url: commanded.source.url });
  return "no" in found ? found : await factsOfJob(commanded, { project: named.project, ...found }, store);
}

function which({ said, source }: Commanded): Answer {
  return no(["Which job? Say ", { code: `${said.word} ${source.url}/group/project/-/jobs/1234` }, "."]);
}

/** Of a trigger job only its pipeline, or what is known of it already, tells where it stands. */
async function factsOfJob(
  { reads, source }: Seeker,
  { project, id, bridge }: { readonly project: SeenProject; readonly id: number; readonly bridge?: Facts["job"] },
  store: Pick<Store, "task">,
): Promise<Sought<{ readonly facts: Facts }>> {
  if (bridge) return { facts: { project, job: bridge } };
  const task = await store.task(taskId({ source: source.id, project, jobId: id, verb: "play" }));
  const job = await liveJob({ project, ...(task?.about && { about: task.about }) }, id, reads);
  return job
    ? { facts: { project, job } }
    : { no: no([{ code: project.path }, ` has no job ${id} that GitLab shows.`]) };
}
