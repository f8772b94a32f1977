import assert from "node:assert/strict";
import { leave } from "../../../infra/twin/machine/leavings.ts";
import { type JobStatus, jobStatuses, type NewJob } from "../../../infra/twin/state/jobParts.ts";
import type { Reply } from "./face.ts";
import { contract } from "./scene.ts";

const unit: NewJob = { name: "unit", stage: "test" };
const gate: NewJob = { name: "gate", stage: "test", when: "manual" };
const kids: NewJob = { name: "kids", stage: "test", when: "manual", trigger: { jobs: [{ name: "child" }] } };

interface Row {
  readonly title: string;
  readonly verb: string;
  readonly method?: "DELETE";
  readonly job: NewJob;
  /** Before the verb it has an archive, its metadata and a log. */
  readonly hasFiles?: boolean;
  /** Status, which job is answered with, and its status; by the status before. */
  readonly allowed: Partial<Record<JobStatus, string>>;
  /** In every other status. */
  readonly otherwise: string | ((status: JobStatus) => string);
}

const notRetryable = "403 403 Forbidden - Job is not retryable";
const unplayable = "400 400 Bad request - Unplayable Job";
const again = (...statuses: JobStatus[]) => each(statuses, "201 a new one, pending");
const unchanged = (status: JobStatus) => `201 the same, ${status}`;

const rows: readonly Row[] = [
  {
    title: "retryable?, a job: success, failed, canceled, canceling",
    verb: "/retry",
    job: unit,
    allowed: again("success", "failed", "canceled", "canceling"),
    otherwise: notRetryable,
  },
  {
    title: "retryable?, a manual job: as any other",
    verb: "/retry",
    job: gate,
    allowed: again("success", "failed", "canceled", "canceling"),
    otherwise: notRetryable,
  },
  {
    title: "retryable?, a bridge: as a job",
    verb: "/retry",
    job: kids,
    allowed: each(["success", "failed", "canceled", "canceling"], "201 a new one, success"),
    otherwise: notRetryable,
  },
  {
    title: "cancelable?: active or created; the event also covers scheduled and, beyond what is offered, manual",
    verb: "/cancel",
    job: unit,
    allowed: each(
      [
        "created",
        "waiting_for_resource",
        "preparing",
        "waiting_for_callback",
        "pending",
        "running",
        "scheduled",
        "manual",
      ],
      "201 the same, canceled",
    ),
    otherwise: unchanged,
  },
  {
    title: "cancelable?, its runner runs after_script on cancel: only running becomes canceling",
    verb: "/cancel",
    job: { ...unit, cancelsSlowly: true },
    allowed: {
      ...each(["created", "waiting_for_resource", "preparing", "pending"], "201 the same, canceled"),
      ...each(["waiting_for_callback", "scheduled", "manual"], "201 the same, canceled"),
      running: "201 the same, canceling",
    },
    otherwise: unchanged,
  },
  {
    title: "force cancel: only canceling",
    verb: "/cancel?force=true",
    job: unit,
    allowed: { canceling: "201 the same, canceled" },
    otherwise: unchanged,
  },
  {
    title: "playable? (build): manual, scheduled or retryable, of a manual job",
    verb: "/play",
    job: gate,
    allowed: {
      ...each(["manual", "scheduled"], "200 the same, pending"),
      ...each(["success", "failed", "canceled", "canceling"], "200 a new one, pending"),
    },
    otherwise: unplayable,
  },
  {
    title: "playable? (build): likewise of a delayed job",
    verb: "/play",
    job: { ...unit, when: "delayed" },
    allowed: {
      ...each(["manual", "scheduled"], "200 the same, pending"),
      ...each(["success", "failed", "canceled", "canceling"], "200 a new one, pending"),
    },
    otherwise: unplayable,
  },
  {
    title: "playable? (build): never of a job that is no action",
    verb: "/play",
    job: unit,
    allowed: {},
    otherwise: unplayable,
  },
  {
    title: "playable? (bridge): status manual only",
    verb: "/play",
    job: kids,
    allowed: { manual: "200 the same, success" },
    otherwise: unplayable,
  },
  {
    title: "erasable?: complete and has artifacts or trace",
    verb: "/erase",
    job: unit,
    hasFiles: true,
    allowed: Object.fromEntries(
      (["success", "failed", "canceled", "skipped"] as const).map((status) => [status, unchanged(status)]),
    ),
    otherwise: "403 403 Forbidden - Job is not erasable!",
  },
  {
    title: "erasable?: nothing to erase, in no status",
    verb: "/erase",
    job: unit,
    allowed: {},
    otherwise: "403 403 Forbidden - Job is not erasable!",
  },
  {
    title: "artifacts?: keep asks for the archive, not for the status",
    verb: "/artifacts/keep",
    job: unit,
    hasFiles: true,
    allowed: {},
    otherwise: (status) => `200 the same, ${status}`,
  },
  {
    title: "delete asks for no status",
    verb: "/artifacts",
    method: "DELETE",
    job: unit,
    hasFiles: true,
    allowed: {},
    otherwise: "204 ",
  },
];

for (const { title, verb, method = "POST", job: definition, hasFiles = false, allowed, otherwise } of rows)
  contract(`2.4 ${title}`, async ({ ask, twin, standing, pathOf }) => {
    const found: Record<string, string> = {};
    for (const status of jobStatuses) {
      const job = standing(definition, status);
      if (hasFiles) leave(twin.world, job, {});
      found[status] = outcomeOf(await ask(method, `${pathOf(job)}${verb}`), job.id);
    }
    const wanted = jobStatuses.map((status) => {
      const rest = typeof otherwise === "string" ? otherwise : otherwise(status);
      return [status, allowed[status] ?? rest] as const;
    });
    assert.deepEqual(found, Object.fromEntries(wanted));
  });

function each(statuses: readonly JobStatus[], outcome: string): Partial<Record<JobStatus, string>> {
  return Object.fromEntries(statuses.map((status) => [status, outcome]));
}

function outcomeOf({ status, json }: Reply, id: number): string {
  if (status >= 400 || json === undefined) return `${status} ${json?.message ?? ""}`;
  return `${status} ${json.id === id ? "the same" : "a new one"}, ${json.status}`;
}
