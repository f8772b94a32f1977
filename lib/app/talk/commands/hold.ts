import type { Facts } from "../../../core/event.ts";
import { roleLevels } from "../../../core/looked.ts";
import type { Line, Span } from "../../../core/message.ts";
import type { Instant } from "../../../core/time.ts";
import { addHold, type HoldPlace, holdStanding, type Standing } from "../../hold.ts";
import { mayDo } from "../../rights/mayDo.ts";
import type { Answer, Commanded, CommandOf, TalkDesk } from "../desk.ts";
import { whoOf } from "../links.ts";
import { findJob, findProject } from "./find.ts";
import { jobSpan, no, pipelineSpan, projectSpan, tooLate } from "./shown.ts";
import type { SeenProject, Sought } from "./sought.ts";
import { skewMillis } from "./word.ts";

/** What would be held, and whether this person may say so. */
interface Held {
  readonly project: SeenProject;
  /** `job:ID`, `pipeline:ID` or `project` */
  readonly on: string;
  readonly shown: Span;
  /** Why they may not; missing: they may. */
  readonly why?: string;
}

/**
 * Protects artifacts from every delete: of a job or a pipeline in the name of whoever might keep them in GitLab, of a whole
 * project in that of its maintainers. With a reason.
 */
export const holdIt: CommandOf = async (commanded, desk) => {
  const found = await heldBy(commanded, desk);
  if ("no" in found) return found.no;
  const { said, ask, person } = commanded;
  const { project, on, shown, why } = found;
  const reason = said.reason?.trim() ?? "";
  if (why !== undefined) return no(["You may not hold ", shown, `: ${why}.`]);
  if (reason === "") return no(["A hold needs a reason: say it behind the address."]);
  const place = { source: ask.source, project: project.id, on };
  if (commanded.isLate) return (await heldSince(ask.at, { place, shown }, desk)) ?? tooLate;
  if (said.isDry) return { message: { tone: "ok", title: [shown, " would be held."], lines: [["Nothing was held."]] } };
  const who = `@${person.username} (${whoOf(ask.speaker)})`;
  return heldAnswer(await addHold({ ...place, who, reason }, desk), shown);
};

/** A hold that stands since the ask was written. */
async function heldSince(
  at: Instant,
  { place, shown }: { readonly place: HoldPlace; readonly shown: Span },
  { store }: TalkDesk,
): Promise<Answer | undefined> {
  const there = await holdStanding(place, store);
  return there && (there.hold.at ?? 0) >= at - skewMillis ? heldAnswer(there, shown) : undefined;
}

async function heldBy(commanded: Commanded, desk: TalkDesk): Promise<Sought<Held>> {
  const { target } = commanded.said;
  if (target?.kind === "project") return await wholeProject(commanded, target);
  if (target?.kind === "pipeline" && target.name === undefined) return await wholePipeline(commanded, target);
  const found = await findJob(commanded, desk.store);
  if ("no" in found) return found;
  const { project, job } = found.facts;
  const seen = { id: project.id, path: project.path ?? String(project.id) };
  const shown = jobSpan(commanded.source, project.path, job);
  return { project: seen, on: `job:${job.id}`, shown, ...(await mayKeep(commanded, found.facts)) };
}

async function wholeProject(commanded: Commanded, target: { host?: string; path: string }): Promise<Sought<Held>> {
  const found = await findProject(commanded, target);
  if ("no" in found) return found;
  const { project, level } = found;
  const why = level < roleLevels.maintainer ? { why: "only its Maintainers hold a whole project" } : {};
  return { project, on: "project", shown: projectSpan(commanded.source, project.path), ...why };
}

/** Whoever may keep the artifacts of all of its jobs that are of one kind may keep them: they run for one ref. */
async function wholePipeline(
  commanded: Commanded,
  target: { host: string; path: string; pipeline: number },
): Promise<Sought<Held>> {
  const found = await findProject(commanded, target);
  if ("no" in found) return found;
  const { project } = found;
  const jobs = await commanded.reads.pipelineJobs(project.id, target.pipeline);
  const [job] = jobs ?? [];
  if (!job)
    return { no: no([{ code: project.path }, ` has no pipeline ${target.pipeline} with jobs that GitLab shows.`]) };
  const shown = pipelineSpan(commanded.source, project.path, target.pipeline);
  return { project, on: `pipeline:${target.pipeline}`, shown, ...(await mayKeep(commanded, { project, job })) };
}

/** A hold is no call to GitLab: what GitLab would not keep any more for its age may be held all the same. */
async function mayKeep({ person, reads }: Commanded, { project, job }: Facts): Promise<{ readonly why?: string }> {
  const { archived: _, ...young } = job;
  const right = await mayDo(person, "keep", { project, job: young }, reads);
  return right.may ? {} : { why: right.why };
}

function heldAnswer({ hold, isAccepted, inFlight, stoodAlready }: Standing, shown: Span): Answer {
  const lines: Line[] = [
    stoodAlready ? [`It was held already, by ${hold.who}: ${hold.reason}`] : [`by ${hold.who}: ${hold.reason}`],
    ...(isAccepted ? [] : [[`${inFlight} that began before may still be deleted, within some minutes.`]]),
    ["It is let go with ", { code: `penstock holds remove ${hold.on} --project ${hold.project} --reason "…"` }],
  ];
  return { message: { tone: "ok", title: [shown, " is held: nothing of it is deleted."], lines }, isPublic: true };
}
