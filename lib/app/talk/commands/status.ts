import { destroyingVerbs, markKey } from "../../../core/hold.ts";
import type { Line } from "../../../core/message.ts";
import { isOpen, objectOf, type Task, taskId } from "../../../core/task.ts";
import { instantText } from "../../../core/time.ts";
import { type GateStanding, listGates } from "../../gates/list.ts";
import { stopsOf } from "../../switch.ts";
import { findTasks } from "../../tasks.ts";
import type { Answer, Commanded, CommandOf, TalkDesk } from "../desk.ts";
import { stateWords } from "../endMessage.ts";
import { findJob, findProject, maySee } from "./find.ts";
import { openOutages, outageLines } from "./outageLines.ts";
import { jobSpan, pipelineSpan, projectSpan } from "./shown.ts";
import type { SeenProject } from "./sought.ts";

const mostGates = 10;
const mostTasks = 10;
/** Of so many projects it is asked whether the speaker may see them. */
const mostProjects = 15;

/** What is going on: everywhere that the speaker may look, in a project, or with a job or a pipeline. */
export const status: CommandOf = async (commanded, desk) => {
  const { target } = commanded.said;
  if (!target || target.kind === "everything") return await everywhere(commanded, desk);
  if (target.kind === "project") return await ofProject(commanded, target, desk);
  if (target.kind === "pipeline" && target.name === undefined) return await ofPipeline(commanded, target, desk);
  return await ofJob(commanded, desk);
};

async function everywhere(commanded: Commanded, desk: TalkDesk): Promise<Answer> {
  const { person, source } = commanded;
  const { gates } = await listGates({ source: source.id, state: "open" }, desk.store);
  const outages = await openOutages(source.id, desk.store);
  const projects = [...gates.map(({ gate }) => gate.project), ...outages.flatMap(({ project = [] }) => project)];
  const seen = await seenOf([...new Set(projects)], commanded);
  const own = gates.filter(({ gate }) => seen.has(gate.project));
  const parking = outages.filter(({ project }) => project === undefined || seen.has(project));
  const stops = (await stopsOf(desk.store, source.id)).filter(
    (stop) => stop === "everything" || stop.startsWith("verb:"),
  );
  const title: Line = [`You are @${person.username} in GitLab (user ${person.userId}).`];
  const waits =
    own.length === 0
      ? "No gate waits in your projects."
      : `${own.length} gate${own.length === 1 ? "" : "s"} in your projects wait:`;
  return {
    message: {
      tone: "news",
      title,
      lines: [stopsLine(stops), ...outageLines(parking), [waits], ...gateLines(own, commanded)],
    },
  };
}

/** Which of some projects the speaker may see; those that waited longest are asked first. */
async function seenOf(projects: readonly number[], commanded: Commanded): Promise<ReadonlySet<number>> {
  const seen = new Set<number>();
  for (const id of projects.slice(0, mostProjects)) if (await maySee(id, commanded)) seen.add(id);
  return seen;
}

async function ofProject(
  commanded: Commanded,
  target: { readonly host?: string; readonly path: string },
  desk: TalkDesk,
): Promise<Answer> {
  const found = await findProject(commanded, target);
  if ("no" in found) return found.no;
  const { project } = found;
  const { source } = commanded;
  const all = await findTasks(desk.store, source.id, { project: String(project.id) }, mostRead);
  const { gates } = await listGates({ source: source.id, project: project.id, state: "open" }, desk.store);
  const stops = (await stopsOf(desk.store, source.id)).filter((stop) => isOf(stop, project));
  const outages = await openOutages(source.id, desk.store);
  const parking = outages.filter((outage) => outage.project === undefined || outage.project === project.id);
  const open = all.filter(isOpen);
  const alarms = all.filter(({ state }) => state === "attention");
  const lines: Line[] = [
    stopsLine(stops),
    ...outageLines(parking),
    [`${open.length} open task${open.length === 1 ? "" : "s"}, ${alarms.length} that a person must look at`],
    ...taskLines([...alarms, ...open], commanded),
    [gates.length === 0 ? "No gate waits." : `${gates.length} gate${gates.length === 1 ? "" : "s"} wait:`],
    ...gateLines(gates, commanded),
  ];
  return { message: { tone: "news", title: [projectSpan(source, project.path)], lines } };
}

/** Newest first; what is older than so many has ended long ago. */
const mostRead = 1_000;

function isOf(stop: string, { id }: SeenProject): boolean {
  return !stop.startsWith("project:") || stop === `project:${id}`;
}

async function ofPipeline(
  commanded: Commanded,
  target: { readonly host: string; readonly path: string; readonly pipeline: number },
  desk: TalkDesk,
): Promise<Answer> {
  const found = await findProject(commanded, target);
  if ("no" in found) return found.no;
  const { source } = commanded;
  const filter = { project: String(found.project.id), pipeline: target.pipeline };
  const tasks = await findTasks(desk.store, source.id, filter, mostTasks + 1);
  const title: Line = [
    pipelineSpan(source, found.project.path, target.pipeline),
    tasks.length === 0 ? ": no tasks." : ":",
  ];
  return { message: { tone: "news", title, lines: taskLines(tasks, commanded) } };
}

async function ofJob(commanded: Commanded, desk: TalkDesk): Promise<Answer> {
  const found = await findJob(commanded, desk.store);
  if ("no" in found) return found.no;
  const { project, job } = found.facts;
  const tasks = await tasksOf({ project, jobId: job.id, source: commanded.source.id }, desk);
  const title: Line = [jobSpan(commanded.source, project.path, job), ` is ${job.status}.`];
  const lines =
    tasks.length === 0 ? [["Nothing is planned for it, and nothing was done."]] : taskLines(tasks, commanded);
  return { message: { tone: "news", title, lines } };
}

/** All that is noted of a job, by the ids that its tasks have. */
async function tasksOf(
  effect: { readonly source: string; readonly project: { readonly id: number }; readonly jobId: number },
  { store }: TalkDesk,
): Promise<readonly Task[]> {
  const plain = await Promise.all(
    (["play", "retry", "cancel", "keep"] as const).map((verb) => store.task(taskId({ ...effect, verb }))),
  );
  const place = { source: effect.source, project: effect.project.id, on: objectOf(effect.jobId) };
  const deletes = await Promise.all(
    destroyingVerbs.map(async (verb) => {
      const mark = await store.note(markKey(place, verb));
      return mark === undefined ? undefined : await store.task(taskId({ ...effect, verb, mark }));
    }),
  );
  return [...plain, ...deletes].filter((task) => task !== undefined);
}

function stopsLine(stops: readonly string[]): Line {
  return [stops.length === 0 ? "Nothing is stopped." : `Stopped: ${stops.join(", ")}.`];
}

function taskLines(tasks: readonly Task[], { source }: Commanded): readonly Line[] {
  const lines = tasks.slice(0, mostTasks).map(({ verb, object, about, project, state, reason, due }): Line => {
    const id = Number(object.replace("job:", ""));
    const of = Number.isNaN(id) ? "the project" : jobSpan(source, project.path, { id, name: about?.name ?? "" });
    const when = due !== undefined && state === "waiting" ? `, due at ${instantText(due)}` : "";
    return [`${verb} of `, of, `: ${stateWords[state].words}${when}`, reason === undefined ? "" : ` (${reason})`];
  });
  const more = tasks.length - lines.length;
  return more > 0 ? [...lines, [`and ${more} more`]] : lines;
}

function gateLines(gates: readonly GateStanding[], { source }: Commanded): readonly Line[] {
  const lines = gates.slice(0, mostGates).map(({ gate }): Line => {
    const at = jobSpan(source, gate.path, { id: gate.job, name: gate.name });
    return [at, ...(gate.path === undefined ? [] : [" in ", { code: gate.path }]), `: ${gate.waitsFor}`];
  });
  const more = gates.length - lines.length;
  return more > 0 ? [...lines, [`and ${more} more`]] : lines;
}
