import { openClasses } from "../../../lib/app/report/classes.ts";
import { createReport } from "../../../lib/app/report/report.ts";
import type { Report } from "../../../lib/app/report/shape.ts";
import type { Job } from "../../../lib/core/job.ts";
import { type DeliveryEntry, type Entry, entryId, type TaskEntry } from "../../../lib/core/journal.ts";
import { recordEvent } from "../../../lib/core/recorded.ts";
import { readRegex } from "../../../lib/rules/regex.ts";

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;
/** A Monday, 09:00 UTC. */
export const monday = Date.UTC(2026, 0, 5, 9);
const project = { id: 7, path: "shop/api" };

let serial = 0;

/** What a job hook told, `at` so many minutes after Monday, 09:00. */
export function told(at: number, job: Partial<Job> & Pick<Job, "id" | "status">, changes: Partial<DeliveryEntry> = {}) {
  const heardAt = monday + at * minute;
  const whole: Job = { name: "build", pipelineId: 1, sha: "abc", ...job };
  const { projectId = project.id, projectPath = project.path } = changes;
  const of = { id: projectId, path: projectPath };
  const event = { kind: "job", id: "d", source: "gitlab", receivedAt: heardAt, project: of, job: whole } as const;
  const facts = recordEvent(event);
  const entry: DeliveryEntry = {
    kind: "delivery",
    id: entryId(heardAt, `d${++serial}`),
    at: heardAt,
    source: "gitlab",
    projectId,
    projectPath,
    delivery: `d${serial}`,
    about: `job ${job.id} ${job.status}`,
    verdicts: [
      { rule: "retry-it@1", answer: "yes", because: "when.status: wanted failed, saw failed", job: `job ${job.id}` },
    ],
    tasks: [],
    ...(facts !== undefined && { facts }),
    ...changes,
  };
  return entry;
}

/** It failed, after ten minutes on a runner. */
export function failed(at: number, id: number, job: Partial<Job> = {}, changes: Partial<DeliveryEntry> = {}) {
  return told(at, { id, status: "failed", failureReason: "runner_system_failure", ...times(at), ...job }, changes);
}

export function passed(at: number, id: number, job: Partial<Job> = {}, changes: Partial<DeliveryEntry> = {}) {
  return told(at, { id, status: "success", ...times(at), ...job }, changes);
}

/** It was made and began eleven and ten minutes before its end. */
function times(at: number) {
  const end = monday + at * minute;
  return { createdAt: end - 11 * minute, startedAt: end - 10 * minute, finishedAt: end, queuedSeconds: 60 };
}

/** A task of ours that was done. */
export function done(at: number, verb: string, id: number, changes: Partial<TaskEntry> = {}): TaskEntry {
  const doneAt = monday + at * minute;
  return {
    kind: "task",
    id: entryId(doneAt, `t${++serial}`),
    at: doneAt,
    source: "gitlab",
    projectId: project.id,
    projectPath: project.path,
    task: `gitlab/7/job:${id}/${verb}`,
    job: `job:${id}`,
    rules: ["retry-it@1"],
    verb,
    state: "done",
    reason: "",
    ...changes,
  };
}

/** The report of a week from Monday on, or of another time. */
export function reportOf(
  entries: readonly Entry[],
  {
    days = 7,
    since = monday - hour,
    assumeMinutes = 15,
  }: { days?: number; since?: number; assumeMinutes?: number } = {},
): Report {
  const classes = openClasses({}, { readRegex });
  const counter = createReport({ since, until: since + days * day, classes, assumeMinutes });
  for (const entry of entries) counter.add(entry);
  return counter.report();
}
