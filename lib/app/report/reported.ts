import { type Facts, factsOf } from "../../core/event.ts";
import type { DeliveryEntry, TaskEntry } from "../../core/journal.ts";
import { readRecorded } from "../../core/recorded.ts";
import { ruleId } from "../../core/wants.ts";
import { actedIn, unknownIn } from "./reason.ts";
import { type KnownRule, type ReportedRule, shapeRule } from "./reportedRule.ts";
import { type HeardRule, jobKey, type Said, type Wanted, type WantedJob } from "./wanted.ts";

/**
 * Gathers from the journal's entries what rules that only report would have done. The tasks come first, in any order; then
 * the deliveries, of which only what they tell of these tasks' jobs is kept. Doubles count once.
 */
export interface Reporter {
  addTask(entry: TaskEntry): void;
  addDelivery(entry: DeliveryEntry): void;
  /** Those that report, heard of or not, and those that did and are no more; who would have done most comes first. */
  rules(): readonly ReportedRule[];
}

/** @param known the active rules */
export function createReporter(known: readonly KnownRule[]): Reporter {
  const rules = new Map<string, HeardRule>();
  const jobs = new Map<string, WantedJob>();
  const reporting = new Set(known.filter(({ reports }) => reports).map(({ id }) => id));
  const heardOf = (id: string): HeardRule => {
    const heard = rules.get(id) ?? { wanted: new Map(), others: new Set(), atDoor: new Map(), afterLook: new Map() };
    rules.set(id, heard);
    return heard;
  };
  for (const id of reporting) heardOf(id);

  function learnSaid(entry: DeliveryEntry, { rule, answer, because, job }: DeliveryEntry["verdicts"][number]): void {
    const [, number] = /^job (\d+)/.exec(job) ?? [];
    const key = `${entry.projectId}/job:${number}`;
    const said = { at: entry.at, text: because };
    const wanted = jobs.get(key);
    if (answer !== "no" && wanted) keepNewest(wanted.because, ruleId({ rule }), said);
    if (answer === "unknown") keepNewest(heardOf(ruleId({ rule })).atDoor, key, said);
  }

  return {
    addTask(entry) {
      for (const id of actedIn(entry)) {
        addWanted(heardOf(id).wanted, entry);
        jobs.set(jobKey(entry), jobs.get(jobKey(entry)) ?? { because: new Map() });
      }
      const ids = entry.rules.map((rule) => ruleId({ rule }));
      if (entry.state === "done") for (const id of ids) if (reporting.has(id)) heardOf(id).others.add(entry.task);
      for (const [id, text] of unknownIn(entry)) keepNewest(heardOf(id).afterLook, entry.task, { at: entry.at, text });
    },
    addDelivery(entry) {
      for (const verdict of entry.verdicts) learnSaid(entry, verdict);
      for (const { project, job, ...facts } of factsIn(entry, jobs)) {
        const wanted = jobs.get(`${project.id}/job:${job.id}`);
        if (wanted) wanted.facts = { project, job, ...facts };
      }
    },
    rules: () =>
      [...rules]
        .filter(([id, heard]) => reporting.has(id) || heard.wanted.size > 0)
        .map(([id, heard]) => shapeRule({ id, heard, jobs, known: known.find((rule) => rule.id === id) }))
        .toSorted((one, other) => other.times - one.times || (one.rule < other.rule ? -1 : 1)),
  };
}

function addWanted(wanted: Map<string, Wanted>, entry: TaskEntry): void {
  const { task, verb, projectId = 0, projectPath, job = "", at } = entry;
  const known = wanted.get(task);
  if (known) {
    known.first = Math.min(known.first, at);
    known.last = Math.max(known.last, at);
    return;
  }
  const path = projectPath ?? `project ${projectId}`;
  wanted.set(task, { task, verb, project: projectId, path, job, first: at, last: at });
}

function keepNewest(map: Map<string, Said>, key: string, said: Said): void {
  const known = map.get(key);
  if (known === undefined || known.at < said.at || (known.at === said.at && known.text < said.text)) map.set(key, said);
}

/** What a delivery tells of jobs, read only where one of them is wanted: to unpack all would take long. */
function factsIn({ facts, tasks, projectId }: DeliveryEntry, jobs: ReadonlyMap<string, WantedJob>): readonly Facts[] {
  const isWanted = tasks.some(({ id }) => jobs.has(`${projectId}/${/\/(job:\d+)\//.exec(id)?.[1]}`));
  const event = isWanted && facts !== undefined ? readRecorded(facts) : undefined;
  return event === undefined ? [] : factsOf({ ...event, id: "", source: "", receivedAt: 0 });
}
