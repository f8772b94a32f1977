import * as z from "zod";
import type { PipelineEvent } from "../../core/event.ts";
import type { Job } from "../../core/job.ts";
import type { Instant } from "../../core/time.ts";
import { RequestAnswer } from "../answers/mergerequest.ts";
import {
  DeploysTo,
  environmentFields,
  Flag,
  Id,
  nullable,
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
import type { Ignored } from "./ignored.ts";
import { readHook } from "./read.ts";

// Source: docs.gitlab.com/user/project/integrations/webhook_events, "Pipeline events", and GitLab's
// lib/gitlab/data_builder/pipeline.rb (read 2026-11). Hooks of 2016 have no source, merge_request or failure_reason.
const PipelineHook = z.object({
  object_attributes: z.object({
    id: Id,
    status: Word,
    ref: Word,
    tag: Flag,
    sha: Word,
    source: Word,
    created_at: When,
  }),
  merge_request: RequestAnswer,
  project: z.object({ id: Id }),
  builds: nullable(z.array(z.unknown())),
});
type PipelineHook = z.infer<typeof PipelineHook>;

const Build = z.object({
  id: Id,
  name: Text,
  status: Status,
  stage: Word,
  created_at: When,
  started_at: When,
  finished_at: When,
  queued_duration: QueuedSeconds,
  failure_reason: Word,
  when: Word,
  allow_failure: Flag,
  runner: RunsOn,
  environment: DeploysTo,
  user: Person,
});

/** Larger than any pipeline of GitLab.com (2,000 jobs); the patrol finds the rest. */
const mostBuilds = 5000;

/** A Pipeline Hook as our event; a build that cannot be read is left out. */
export function pipelineEvent(value: unknown, delivery: Delivery): PipelineEvent | Ignored {
  const read = readHook(value, PipelineHook, "a Pipeline Hook");
  if ("ignored" in read) return read;
  const { hook, project } = read;
  const { id, status, tag, sha, source, created_at } = hook.object_attributes;
  const ref = refOf(hook);
  const shared = known({ ref, tag, sha, pipelineId: id, pipelineStatus: status });
  const jobs = (hook.builds ?? []).slice(0, mostBuilds).flatMap((build) => {
    const { data } = Build.safeParse(build);
    return data ? [{ ...shared, ...jobOf(data, delivery.receivedAt) }] : [];
  });
  return {
    kind: "pipeline",
    ...heardFields(delivery),
    project,
    pipeline: known({
      id,
      status,
      ref,
      tag,
      sha,
      source,
      createdAt: created_at ?? undefined,
      mergeRequest: hook.merge_request,
      // Those that could not be read are jobs too: what holds for the others need not hold for all.
      jobs: jobs.length === hook.builds?.length ? jobs : undefined,
    }),
    jobs,
  };
}

/**
 * The ref of a pipeline and its jobs. The hook of a merge request pipeline, or of a child of one, tells the source branch,
 * which is not that: a fork's branch may be called `main`. There the ref is unknown.
 */
function refOf({ object_attributes: { source, ref }, merge_request }: PipelineHook): string | undefined {
  return source === "merge_request_event" || merge_request ? undefined : ref;
}

function jobOf(build: z.infer<typeof Build>, receivedAt: Instant): Job {
  const { id, name, status, stage, started_at: startedAt, finished_at: finishedAt } = build;
  return known({
    id,
    name,
    status,
    stage,
    failureReason: failureReasonOf(status, build.failure_reason),
    since: statusSince({ status, startedAt, finishedAt, queuedSeconds: build.queued_duration }, receivedAt),
    createdAt: build.created_at ?? undefined,
    startedAt,
    finishedAt,
    when: build.when,
    allowFailure: build.allow_failure,
    queuedSeconds: build.queued_duration,
    ...runnerFields(build.runner),
    ...environmentFields(build.environment),
    ...personFields(build.user),
  });
}
