import * as z from "zod";
import type { JobEvent } from "../../core/event.ts";
import {
  DeploysTo,
  environmentFields,
  Flag,
  Id,
  nullable,
  optional,
  Person,
  personFields,
  QueuedSeconds,
  RunsOn,
  runnerFields,
  Status,
  Text,
  When,
  Word,
} from "../fields.ts";
import { known } from "../known.ts";
import { statusSince } from "../since.ts";
import { type Delivery, heardFields } from "./delivery.ts";
import { failureReasonOf } from "./failure.ts";
import { type Ignored, ignored } from "./ignored.ts";
import { pathFromAddress } from "./project.ts";
import { readHook } from "./read.ts";

// Source: docs.gitlab.com/user/project/integrations/webhook_events, "Job events", and GitLab's lib/gitlab/data_builder/build.rb
// (read 2026-11). Hooks of 2016 have neither pipeline_id nor build_created_at, a project only since 17.
const JobHook = z.object({
  project_id: Id,
  project_name: Word,
  build_id: Id,
  build_name: Text,
  build_status: Status,
  build_stage: Word,
  build_created_at: When,
  build_started_at: When,
  build_finished_at: When,
  build_queued_duration: QueuedSeconds,
  build_allow_failure: Flag,
  build_failure_reason: Word,
  ref: Word,
  tag: Flag,
  sha: Word,
  pipeline_id: optional(Id),
  runner: RunsOn,
  environment: DeploysTo,
  retries_count: optional(z.int().nonnegative()),
  user: Person,
  /** Its `id` is the pipeline's, its `status` too. */
  commit: nullable(z.object({ id: optional(Id), status: Word })),
  repository: nullable(z.object({ homepage: Word, git_http_url: Word })),
});
type JobHook = z.infer<typeof JobHook>;

/** A Job Hook as our event. */
export function jobEvent(value: unknown, delivery: Delivery): JobEvent | Ignored {
  const read = readHook(value, JobHook, "a Job Hook");
  if ("ignored" in read) return read;
  const { hook, project } = read;
  const pipelineId = hook.pipeline_id ?? hook.commit?.id;
  if (pipelineId === undefined) return ignored("a Job Hook that names no pipeline", value);
  const address = hook.repository?.homepage ?? hook.repository?.git_http_url;
  return {
    kind: "job",
    ...heardFields(delivery),
    project: known({ id: project.id, path: project.path ?? pathFromAddress(address, hook.project_name) }),
    job: jobOf(hook, pipelineId, delivery),
    pipeline: known({ id: pipelineId, status: hook.commit?.status, ref: hook.ref, tag: hook.tag, sha: hook.sha }),
  };
}

function jobOf(hook: JobHook, pipelineId: number, { receivedAt }: Delivery): JobEvent["job"] {
  const status = hook.build_status;
  const startedAt = hook.build_started_at;
  const finishedAt = hook.build_finished_at;
  return known({
    id: hook.build_id,
    name: hook.build_name,
    status,
    stage: hook.build_stage,
    ref: hook.ref,
    tag: hook.tag,
    sha: hook.sha,
    pipelineId,
    pipelineStatus: hook.commit?.status,
    failureReason: failureReasonOf(status, hook.build_failure_reason),
    since: statusSince({ status, startedAt, finishedAt, queuedSeconds: hook.build_queued_duration }, receivedAt),
    createdAt: hook.build_created_at ?? undefined,
    startedAt,
    finishedAt,
    retriesCount: hook.retries_count,
    allowFailure: hook.build_allow_failure,
    queuedSeconds: hook.build_queued_duration,
    ...runnerFields(hook.runner),
    ...environmentFields(hook.environment),
    ...personFields(hook.user),
  });
}
