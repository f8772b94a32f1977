import * as z from "zod";
import type { PipelineEvent } from "../../core/event.ts";
import type { Job } from "../../core/job.ts";
import type { Instant } from "../../core/time.ts";
import {
  Flag,
  Id,
  nullable,
  Person,
  personFields,
  QueuedSeconds,
  Status,
  Text,
  When,
  Word,
  whyUnreadable,
} from "../fields.ts";
import { known } from "../known.ts";
import { statusSince } from "../since.ts";
import type { Delivery } from "./delivery.ts";
import { type Ignored, ignored } from "./ignored.ts";
import { projectOf } from "./project.ts";

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
  merge_request: nullable(z.object({})),
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
  user: Person,
});

/** Larger than any pipeline of GitLab.com (2,000 jobs); the patrol finds the rest. */
const mostBuilds = 5000;

/** A Pipeline Hook as our event; a build that cannot be read is left out. */
export function pipelineEvent(value: unknown, delivery: Delivery): PipelineEvent | Ignored {
  const { data: hook, error } = PipelineHook.safeParse(value);
  if (error) return ignored(`a Pipeline Hook that cannot be read: ${whyUnreadable(error)}`, value);
  const project = projectOf(value);
  if (!project) return ignored("a Pipeline Hook that names two projects", value);
  const { id, status, ref, tag, sha, source, created_at } = hook.object_attributes;
  const shared = pipelineFields(hook);
  return {
    kind: "pipeline",
    id: delivery.id,
    source: delivery.source,
    receivedAt: delivery.receivedAt,
    project,
    pipeline: known({ id, status, ref, tag, sha, source, createdAt: created_at ?? undefined }),
    jobs: (hook.builds ?? []).slice(0, mostBuilds).flatMap((build) => {
      const { data } = Build.safeParse(build);
      return data ? [{ ...shared, ...jobOf(data, delivery.receivedAt) }] : [];
    }),
  };
}

/**
 * What a job has from its pipeline. The hook of a merge request pipeline tells the source branch, which is not the jobs'
 * own ref: a fork's branch may be called `main`. There the ref is unknown.
 */
function pipelineFields({ object_attributes: pipeline, merge_request }: PipelineHook): Partial<Job> {
  const ofMergeRequest = pipeline.source === "merge_request_event" || Boolean(merge_request);
  return known({
    ref: ofMergeRequest ? undefined : pipeline.ref,
    tag: pipeline.tag,
    sha: pipeline.sha,
    pipelineId: pipeline.id,
    pipelineStatus: pipeline.status,
  });
}

function jobOf(build: z.infer<typeof Build>, receivedAt: Instant): Job {
  const { id, name, status, stage, started_at: startedAt, finished_at: finishedAt } = build;
  return known({
    id,
    name,
    status,
    stage,
    failureReason: status === "failed" ? build.failure_reason : null,
    since: statusSince({ status, startedAt, finishedAt, queuedSeconds: build.queued_duration }, receivedAt),
    createdAt: build.created_at ?? undefined,
    startedAt,
    finishedAt,
    ...personFields(build.user),
  });
}
