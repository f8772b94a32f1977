import * as z from "zod";
import type { PipelineEvent } from "../../core/event.ts";
import type { Job } from "../../core/job.ts";
import type { Instant } from "../../core/time.ts";
import { RequestAnswer } from "../answers/mergerequest.ts";
import { Id } from "../fields.ts";
import { known } from "../known.ts";
import { statusSince } from "../since.ts";
import { type Told, toldFlag, toldId, toldMoment, toldPart, toldSeconds, toldStatus, toldWord } from "../told.ts";
import { type Delivery, heardFields } from "./delivery.ts";
import { failureReasonOf } from "./failure.ts";
import { type Ignored, ignored } from "./ignored.ts";
import { environmentOf, runnerOf, userIdOf, userNameOf } from "./parts.ts";
import { projectOf } from "./project.ts";
import { unreadable } from "./read.ts";

// Source: docs.gitlab.com/user/project/integrations/webhook_events, "Pipeline events", and GitLab's
// lib/gitlab/data_builder/pipeline.rb (read 2026-11). Hooks of 2016 have no source, merge_request or failure_reason.

/** What a pipeline hook must tell, for the words that say what is missing. */
const Identity = z.object({ object_attributes: z.object({ id: Id }), project: z.object({ id: Id }) });

/** Larger than any pipeline of GitLab.com (2,000 jobs); the patrol finds the rest. */
const mostBuilds = 5000;

/** A Pipeline Hook as our event; a build that cannot be read is left out. */
export function pipelineEvent(hook: Told, delivery: Delivery): PipelineEvent | Ignored {
  const attributes = toldPart(hook.object_attributes);
  const id = toldId(attributes?.id);
  if (!attributes || id === undefined || toldId(toldPart(hook.project)?.id) === undefined)
    return unreadable(hook, Identity, "a Pipeline Hook");
  const project = projectOf(hook);
  if (!project) return ignored("a Pipeline Hook that names no project, or two", hook);
  const source = toldWord(attributes.source);
  const mergeRequest = RequestAnswer.parse(hook.merge_request);
  const shared = known({
    // The hook of a merge request pipeline, or of a child of one, tells the source branch, which is not the ref of the pipeline
    // and its jobs: a fork's branch may be called `main`. There the ref is unknown.
    ref: source === "merge_request_event" || mergeRequest ? undefined : toldWord(attributes.ref),
    tag: toldFlag(attributes.tag),
    sha: toldWord(attributes.sha),
    pipelineId: id,
    pipelineStatus: toldWord(attributes.status),
  });
  const { pipelineStatus: status, ref, tag, sha } = shared;
  const builds: readonly unknown[] | undefined = Array.isArray(hook.builds) ? hook.builds : undefined;
  const jobs = (builds ?? []).slice(0, mostBuilds).flatMap((build) => {
    const job = jobOf(toldPart(build), delivery.receivedAt);
    return job ? [{ ...shared, ...job }] : [];
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
      createdAt: toldMoment(attributes.created_at) ?? undefined,
      mergeRequest,
      // Those that could not be read are jobs too: what holds for the others need not hold for all.
      jobs: jobs.length === builds?.length ? jobs : undefined,
    }),
    jobs,
  };
}

/** `undefined` for a build that does not tell which job it is. */
function jobOf(build: Told | null | undefined, receivedAt: Instant): Job | undefined {
  const id = toldId(build?.id);
  const name = toldWord(build?.name);
  const status = toldStatus(build?.status);
  if (!build || id === undefined || name === undefined || status === undefined) return undefined;
  const startedAt = toldMoment(build.started_at);
  const finishedAt = toldMoment(build.finished_at);
  const queuedSeconds = toldSeconds(build.queued_duration);
  return known({
    id,
    name,
    status,
    stage: toldWord(build.stage),
    failureReason: failureReasonOf(status, toldWord(build.failure_reason)),
    since: statusSince({ status, startedAt, finishedAt, queuedSeconds }, receivedAt),
    createdAt: toldMoment(build.created_at) ?? undefined,
    startedAt,
    finishedAt,
    when: toldWord(build.when),
    allowFailure: toldFlag(build.allow_failure),
    queuedSeconds,
    runner: runnerOf(build.runner),
    environment: environmentOf(build.environment),
    userId: userIdOf(build.user),
    userName: userNameOf(build.user),
  });
}
