import type { Project } from "../core/event.ts";
import { forBridges } from "./bridges.ts";
import { recentMillis } from "./lists.ts";
import { mayAsk, type Run, take } from "./patrolRun.ts";

/**
 * Takes a project's trigger jobs, of which no hook tells, where a rule asks for them: those that were created in the last 24
 * hours, of the 100 pipelines that changed last in that time, without child pipelines, which no list of GitLab holds. One
 * request for the list, and one for each pipeline.
 *
 * @returns whether it came to the end
 */
export async function readBridges(project: Required<Project>, run: Run): Promise<boolean> {
  const { bridgeRules, did, reads, world } = run;
  if (!bridgeRules.some((rule) => rule.concernsProject(project) !== "no")) return true;
  if (!(await mayAsk(run))) return false;
  did.requests++;
  const floor = world.clock() - recentMillis;
  const pipelines = await reads.changedPipelines(project.id, floor);
  const { bridges: before } = run.place;
  // One that changes meanwhile comes to the front: what is passed over so is found in the next round.
  const done = before?.project === project.id ? before.pipelines : 0;
  for (const [at, { id }] of pipelines.slice(done).entries()) {
    if (!(await mayAsk(run))) return false;
    did.requests++;
    const bridges = await reads.bridges(project.id, id);
    // GitLab before 13.1 lists none.
    if (!bridges) return true;
    const recent = bridges.filter(({ createdAt = floor }) => createdAt >= floor);
    await Promise.all(recent.map((job) => take({ project, job }, run, forBridges(run.active))));
    run.place = { ...run.place, bridges: { project: project.id, pipelines: done + at + 1 } };
  }
  return true;
}
