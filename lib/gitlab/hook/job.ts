import * as z from "zod";
import type { JobEvent, Project } from "../../core/event.ts";
import type { Job } from "../../core/job.ts";
import { Id, Status, Text } from "../fields.ts";
import { known } from "../known.ts";
import { statusSince } from "../since.ts";
import {
  type Told,
  toldCount,
  toldFlag,
  toldId,
  toldMoment,
  toldPart,
  toldSeconds,
  toldStatus,
  toldWord,
} from "../told.ts";
import { type Delivery, heardFields } from "./delivery.ts";
import { failureReasonOf } from "./failure.ts";
import { type Ignored, ignored } from "./ignored.ts";
import { environmentOf, runnerOf, userIdOf, userNameOf } from "./parts.ts";
import { pathFromAddress, projectOf } from "./project.ts";
import { unreadable } from "./read.ts";

/** What a job hook must tell, for the words that say what is missing. */
const Identity = z.object({ project_id: Id, build_id: Id, build_name: Text, build_status: Status });

// Source: docs.gitlab.com/user/project/integrations/webhook_events, "Job events", and GitLab's lib/gitlab/data_builder/build.rb
// (read 2026-11). Hooks of 2016 have neither pipeline_id nor build_created_at, a project only since 17.

/** A Job Hook as our event. */
export function jobEvent(hook: Told, delivery: Delivery): JobEvent | Ignored {
  const identity = identityOf(hook);
  if (!identity) return unreadable(hook, Identity, "a Job Hook");
  const project = projectOf(hook);
  if (!project) return ignored("a Job Hook that names no project, or two", hook);
  const pipelineId = pipelineIdOf(hook);
  if (pipelineId === undefined) return ignored("a Job Hook that names no pipeline", hook);
  const job = jobOf(hook, { ...identity, pipelineId }, delivery);
  const { pipelineStatus: status, ref, tag, sha } = job;
  return {
    kind: "job",
    ...heardFields(delivery),
    project: project.path === undefined ? withPath(project, hook) : project,
    job,
    pipeline: known({ id: pipelineId, status, ref, tag, sha }),
  };
}

type Identity = Pick<Job, "id" | "name" | "status">;

function identityOf(hook: Told): Identity | undefined {
  const id = toldId(hook.build_id);
  const name = toldWord(hook.build_name);
  const status = toldStatus(hook.build_status);
  if (toldId(hook.project_id) === undefined) return undefined;
  return id === undefined || name === undefined || status === undefined ? undefined : { id, name, status };
}

/** What the hook calls the commit has the pipeline's id, and its status. */
function pipelineIdOf(hook: Told): number | undefined {
  return toldId(hook.pipeline_id) ?? toldId(toldPart(hook.commit)?.id);
}

function withPath(project: Project, hook: Told): Project {
  const repository = toldPart(hook.repository);
  const address = toldWord(repository?.homepage) ?? toldWord(repository?.git_http_url);
  return known({ id: project.id, path: pathFromAddress(address, toldWord(hook.project_name)) });
}

function jobOf(
  hook: Told,
  { id, name, status, pipelineId }: Identity & { readonly pipelineId: number },
  { receivedAt }: Delivery,
): JobEvent["job"] {
  const startedAt = toldMoment(hook.build_started_at);
  const finishedAt = toldMoment(hook.build_finished_at);
  const queuedSeconds = toldSeconds(hook.build_queued_duration);
  return known({
    id,
    name,
    status,
    stage: toldWord(hook.build_stage),
    ref: toldWord(hook.ref),
    tag: toldFlag(hook.tag),
    sha: toldWord(hook.sha),
    pipelineId,
    pipelineStatus: toldWord(toldPart(hook.commit)?.status),
    failureReason: failureReasonOf(status, toldWord(hook.build_failure_reason)),
    since: statusSince({ status, startedAt, finishedAt, queuedSeconds }, receivedAt),
    createdAt: toldMoment(hook.build_created_at) ?? undefined,
    startedAt,
    finishedAt,
    retriesCount: toldCount(hook.retries_count),
    allowFailure: toldFlag(hook.build_allow_failure),
    queuedSeconds,
    runner: runnerOf(hook.runner),
    environment: environmentOf(hook.environment),
    userId: userIdOf(hook.user),
    userName: userNameOf(hook.user),
  });
}
