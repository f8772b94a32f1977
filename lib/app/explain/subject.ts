import type { Sight } from "../../actions/action.ts";
import { jobText } from "../../actions/action.ts";
import type { TriggerKind } from "../../core/action.ts";
import type { Event, Facts } from "../../core/event.ts";
import { factsOf, type Project } from "../../core/event.ts";
import type { GitLabReads } from "../../core/gitlab.ts";
import { type DeliveryEntry, type Entry, idBound, instantOfId, type TaskEntry } from "../../core/journal.ts";
import type { Store } from "../../core/ports.ts";
import { readLook, readRecorded } from "../../core/recorded.ts";
import { type Instant, instantText } from "../../core/time.ts";
import { aboutText } from "../about.ts";
import { foundKinds } from "../lists.ts";
import type { View } from "./explanation.ts";

/** What is explained: one job, or all jobs of an event. */
export interface Subject {
  readonly about: string;
  readonly view: View;
  readonly kinds: readonly TriggerKind[];
  readonly at: Instant;
  readonly jobs: readonly { readonly facts: Facts; readonly sight?: Sight }[];
  /** Of a journal entry: which version of the rules was asked then, where it says so. */
  readonly version?: number;
  /** What was called then and what came of it. */
  readonly happened?: string;
}

/** Why there is nothing to explain, and what to do. */
export interface Nothing {
  readonly nothing: string;
  readonly cure: string;
}

/** How a job is found: no more is asked about a project that is not watched than which it is. */
interface JobPlace {
  readonly reads: Pick<GitLabReads, "project" | "projectNamed" | "job">;
  isWatched(project: Project): boolean;
}

/**
 * A job of GitLab's, as it is now. The bot's token may see projects that the source does not watch; who asks may not: the
 * answer does not tell them from those that are not there.
 *
 * @throws GitLabError when GitLab cannot be asked
 */
export async function jobSubject(
  { project: named, id }: { readonly project: number | string; readonly id: number },
  { reads, isWatched }: JobPlace,
  now: Instant,
): Promise<Subject | Nothing> {
  const project = typeof named === "number" ? await reads.project(named) : await reads.projectNamed(named);
  const what = typeof named === "number" ? `project ${named}` : named;
  if (!project || !isWatched(project))
    return {
      nothing: `${what} is not there, or the token may not see it, or it is not watched`,
      cure: "Check the address; the bot must be a member of the project, and the source's projects must name it.",
    };
  const job = await reads.job(project.id, id);
  if (!job)
    return {
      nothing: `${project.path} has no job ${id}, or the token may not see it`,
      cure: "Check the id. GitLab shows no trigger job alone: explain one by the journal entry of its pipeline's hook.",
    };
  const about = `${jobText(job)} in ${project.path}`;
  const facts = { project: { id: project.id, path: project.path }, job };
  return { about, view: "live", kinds: foundKinds, at: now, jobs: [{ facts }] };
}

/** The jobs of an event, as it tells them. */
export function eventSubject(event: Event, at: Instant, jobId?: number): Subject | Nothing {
  if (event.kind !== "job" && event.kind !== "pipeline" && event.kind !== "deployment")
    return {
      nothing: `${aboutText(event)}: no rule judges that`,
      cure: "Give a job's, a pipeline's or a deployment's hook.",
    };
  const all = factsOf(event);
  const jobs = all.filter(({ job }) => jobId === undefined || job.id === jobId).map((facts) => ({ facts }));
  if (jobs.length === 0) return noSuchJob(aboutText(event), all, jobId);
  return { about: aboutText(event), view: "door", kinds: [event.kind], at, jobs };
}

const mostIds = 10;

function noSuchJob(about: string, all: readonly Facts[], jobId: number | undefined): Nothing {
  const ids = all.slice(0, mostIds).map(({ job }) => job.id);
  const more = all.length > ids.length ? " …" : "";
  return {
    nothing: jobId === undefined ? `${about} tells of no job` : `${about} tells of no job ${jobId}`,
    cure: ids.length === 0 ? "Give the hook of a pipeline with jobs." : `It tells of ${ids.join(", ")}${more}.`,
  };
}

/** An entry of the journal; `undefined`: there is none of that id. @throws StoreError when the journal cannot be read */
export async function findEntry(store: Pick<Store, "journal">, source: string, id: string): Promise<Entry | undefined> {
  const at = instantOfId(id);
  if (Number.isNaN(at)) return undefined;
  const { items } = await store.journal({ source, after: idBound(at), before: idBound(at + 1) }, mostInMilli);
  return items.find((entry) => entry.id === id);
}

const mostInMilli = 1_000;

/** What an entry recorded: of a delivery what it told, of a run what the worker saw. */
export function entrySubject(entry: Entry, jobId?: number): Subject | Nothing {
  if (entry.kind === "delivery") return deliverySubject(entry, jobId);
  if (entry.kind === "task") return runSubject(entry);
  return {
    nothing: `the journal entry ${entry.id} is about ${entry.kind === "byHand" ? "what a person did" : `the ${entry.kind}`}: no rule judged anything there`,
    cure: "Take the id of an event or of a task's run: penstock journal query --json.",
  };
}

function deliverySubject(entry: DeliveryEntry, jobId: number | undefined): Subject | Nothing {
  const told = entry.facts === undefined ? undefined : readRecorded(entry.facts);
  if (!told) return unrecorded(entry);
  const all = factsOf({ ...told, id: entry.delivery, source: entry.source, receivedAt: entry.at });
  const jobs = all.filter(({ job }) => jobId === undefined || job.id === jobId).map((facts) => ({ facts }));
  if (jobs.length === 0) return noSuchJob(entry.about, all, jobId);
  const kinds = entry.finding ? foundKinds : [told.kind];
  const version = versionIn(entry.verdicts.map(({ rule }) => rule));
  const about = `${entry.about}, ${entry.finding ? "found by the patrol" : "heard"} at ${instantText(entry.at)}`;
  return { about, view: "door", kinds, at: entry.at, jobs, ...(version !== undefined && { version }) };
}

function runSubject(entry: TaskEntry): Subject | Nothing {
  const look = entry.facts === undefined ? undefined : readLook(entry.facts);
  if (!look) return unrecorded(entry);
  const { project, job, pipeline, looked, classes, earlierRuns, isOurPipeline } = look;
  // Of its log only the classes are recorded that were found in it.
  const known = { ...looked, ...(classes && { classes }) };
  const facts: Facts = { project, job, ...(pipeline && { pipeline }), looked: known };
  const sight: Sight = {
    earlier: "notDone",
    ...(earlierRuns !== undefined && { earlierRuns }),
    ...(isOurPipeline && { isOurPipeline }),
  };
  const version = versionIn(entry.rules);
  const called = entry.call === undefined ? "nothing was called" : entry.call;
  return {
    about: `${jobText(job)}, as the run of ${entry.task} saw it at ${instantText(look.at)}`,
    view: "look",
    kinds: [...foundKinds, "schedule"],
    at: look.at,
    jobs: [{ facts, sight }],
    ...(version !== undefined && { version }),
    happened: `${called}; then ${entry.state}: ${entry.reason}`,
  };
}

function unrecorded({ id, kind }: DeliveryEntry | TaskEntry): Nothing {
  const nothing =
    kind === "delivery"
      ? `the journal entry ${id} recorded nothing that rules judge: it is about no job, or it was too large`
      : `the journal entry ${id} recorded nothing that a worker saw: the run decided nothing yet, or it is of an older version`;
  return {
    nothing,
    cure: "Take another entry of the job: penstock journal query --job ID; or explain the job itself.",
  };
}

/** The version in `rule@version`, which all rules of one entry have. */
function versionIn(rules: readonly string[]): number | undefined {
  const [, version] = /@(\d{1,9})$/.exec(rules[0] ?? "") ?? [];
  return version === undefined ? undefined : Number(version);
}
