import { type Facts, factsOf } from "../../core/event.ts";
import type { DeliveryEntry, Entry, TaskEntry } from "../../core/journal.ts";
import { readLook, readRecorded } from "../../core/recorded.ts";
import type { Instant } from "../../core/time.ts";
import { ruleId } from "../../core/wants.ts";
import { newBooks } from "./books.ts";
import type { Classes } from "./classes.ts";
import type { ReportOptions } from "./desk.ts";
import { hear, type Run } from "./run.ts";
import { settlePipeline } from "./settle.ts";
import { type Paths, type Report, shapeReport } from "./shape.ts";
import { mostApartMillis, openWindow, type Window } from "./window.ts";

/** Counts what the journal's entries tell, one by one. */
export interface Counter {
  add(entry: Entry): void;
  /** How many runs it has in mind: those of about seven days. */
  remembers(): number;
  /** Ends it. */
  report(): Report;
}

/** How often what the journal has left behind is let go. */
const entriesBetween = 2_000;

/**
 * What Penstock brought in a time, by the journal's entries of it, read either way; of seven days in any order. Doubles
 * count once. It remembers what lies within seven days of what is read, and else only counts.
 */
export function createReport(options: ReportOptions): Counter {
  const { classes, since, until } = options;
  const books = newBooks();
  const window = openWindow((stretch) => settlePipeline(stretch, { books, classes, since, until }));
  const paths: Paths = new Map();
  const lacks = { facts: false, all: true, unwanted: false };
  let entries = 0;

  function addDelivery(entry: DeliveryEntry): void {
    if (entry.recorded === "wanted") lacks.unwanted = true;
    if (entry.facts === undefined) {
      if (entry.verdicts.length > 0) lacks.facts = true;
      return;
    }
    lacks.all = false;
    for (const facts of recordedFacts(entry.facts)) hearFacts(window, facts, { at: entry.at, classes });
  }

  return {
    add(entry) {
      if (++entries % entriesBetween === 0) window.moveTo(entry.at);
      if (entry.at < since || entry.at >= until) return;
      learnPath(paths, entry);
      if (entry.kind === "delivery") addDelivery(entry);
      if (entry.kind === "task") hearTask(window, entry, classes);
    },
    remembers: () => window.size(),
    report() {
      window.close();
      return shapeReport({ books, paths, lacks, options });
    },
  };
}

function recordedFacts(text: string): readonly Facts[] {
  const event = readRecorded(text);
  return event === undefined ? [] : factsOf({ ...event, id: "", source: "", receivedAt: 0 });
}

function hearFacts(window: Window, facts: Facts, { at, classes }: { at: Instant; classes: Classes }): void {
  const { project, job, pipeline } = facts;
  const end = job.finishedAt ?? undefined;
  // What was told of long after its end is put together with nothing any more: it would count as another.
  if (end !== undefined && end < at - mostApartMillis) return;
  const run = window.run({ project: project.id, job: job.id, pipeline: job.pipelineId ?? pipeline?.id, at });
  hear(run, job, at);
  if (job.status === "failed") rank(run, classes.rankOf(facts, end ?? job.since ?? at));
}

function rank(run: Run, rank: number): void {
  run.classRank = Math.min(run.classRank ?? rank, rank);
}

/** What a task of ours did; what a look found out about its job, where it was recorded. */
function hearTask(window: Window, entry: TaskEntry, classes: Classes): void {
  const { at, projectId: project, job, state, task } = entry;
  const id = Number(job?.slice("job:".length));
  if (project === undefined || !Number.isSafeInteger(id)) return;
  if (entry.facts !== undefined) hearLook(window, entry.facts, { at, classes });
  if (state !== "done") return;
  const { deeds } = window.run({ project, job: id, at });
  const known = deeds.get(task);
  const deed = known ?? { verb: entry.verb, isRestart: false, at, rules: new Set<string>() };
  deed.at = Math.min(deed.at, at);
  if (entry.verb === "cancel" && entry.tasks?.some(({ id }) => id.endsWith("/retry"))) deed.isRestart = true;
  for (const rule of entry.rules) deed.rules.add(ruleId({ rule }));
  deeds.set(task, deed);
}

/** What a worker saw before it decided: it had the log before its eyes, and the class that it found is the surest. */
function hearLook(window: Window, text: string, { at, classes }: { at: Instant; classes: Classes }): void {
  const look = readLook(text);
  if (!look) return;
  hearFacts(window, look, { at, classes });
  const { project, job, classes: found = {} } = look;
  if (job.status !== "failed") return;
  const run = window.run({ project: project.id, job: job.id, pipeline: job.pipelineId, at });
  for (const [name, isOne] of Object.entries(found)) if (isOne) rank(run, classes.rankNamed(name));
}

/** Projects move: what the newest entry calls it is its name. */
function learnPath(paths: Paths, { id, projectId, projectPath }: Entry): void {
  if (projectId === undefined || projectPath === undefined) return;
  const known = paths.get(projectId);
  if (known === undefined || known.id < id) paths.set(projectId, { id, path: projectPath });
}
