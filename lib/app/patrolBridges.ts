import type { Project } from "../core/event.ts";
import { isEnded } from "../core/job.ts";
import { forBridges } from "./bridges.ts";
import { recentMillis } from "./lists.ts";
import type { Turn } from "./patrolled/turn.ts";
import type { Part } from "./patrolled/visited.ts";
import { mayAsk, type Run, take } from "./patrolRun.ts";

/** So many pipelines in a row that list no trigger jobs: this GitLab has no such list. */
const mostUnlisted = 2;

/** Whether a rule asks for a project's trigger jobs. */
export function wantsBridges(project: Project, { bridgeRules }: Run): boolean {
  return bridgeRules.some((rule) => rule.concernsProject(project) !== "no");
}

/** Why a job could not be taken: the first of those that were seen in the turn so far. */
export function missedIn({ missed }: Part, taken: readonly (string | undefined)[]): Pick<Part, "missed"> {
  const why = missed ?? taken.find((one) => one !== undefined);
  return why === undefined ? {} : { missed: why };
}

/**
 * Takes a project's trigger jobs, of which no hook tells, where a rule asks for them: those that were created in the last 24
 * hours, of the 100 pipelines that changed last in that time, without child pipelines, which no list of GitLab holds. One
 * request for the list, and one for each pipeline.
 *
 * @returns whether it came to the end
 */
export async function readBridges(turn: Turn, run: Run): Promise<boolean> {
  const { project } = turn;
  const { did, reads, world } = run;
  if (!wantsBridges(project, run)) return true;
  if (!(await mayAsk(run))) return false;
  did.requests++;
  const floor = world.clock() - recentMillis;
  const pipelines = await reads.changedPipelines(project.id, floor);
  // One that changes meanwhile comes to the front: what is passed over so is found in the next round.
  const done = turn.part.bridges ?? 0;
  let unlisted = 0;
  for (const [at, { id }] of pipelines.slice(done).entries()) {
    if (!(await mayAsk(run))) return false;
    did.requests++;
    const bridges = await reads.bridges(project.id, id);
    // A pipeline may be gone meanwhile; GitLab before 13.1 lists of none.
    unlisted = bridges ? 0 : unlisted + 1;
    if (unlisted === mostUnlisted) return true;
    const recent = (bridges ?? []).filter(({ createdAt = floor }) => createdAt >= floor);
    const taken = await Promise.all(recent.map((job) => take({ project, job }, run, forBridges(run.active))));
    turn.open += recent.filter(({ status }) => !isEnded(status) && status !== "manual").length;
    turn.part = { ...turn.part, bridges: done + at + 1, ...missedIn(turn.part, taken) };
  }
  return true;
}
