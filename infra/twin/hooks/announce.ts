import type { DeploymentStatus } from "../state/environment.ts";
import type { Job, Pipeline, Project, Release } from "../state/graph.ts";
import type { JobStatus } from "../state/jobParts.ts";
import { isConfidential } from "../state/note.ts";
import type { Person } from "../state/person.ts";
import type { News, World } from "../state/world.ts";
import { accessTokenPayload } from "./accessTokenPayload.ts";
import { deploymentPayload } from "./deploymentPayload.ts";
import type { About } from "./hook.ts";
import { jobPayload } from "./jobPayload.ts";
import type { HookWord } from "./kinds.ts";
import { notePayload } from "./notePayload.ts";
import { pipelinePayload } from "./pipelinePayload.ts";
import { releasePayload } from "./releasePayload.ts";
import { tagPushPayload } from "./tagPushPayload.ts";

/** A piece of news that hooks tell. */
export interface Announcement {
  readonly word: HookWord;
  readonly project: Project;
  readonly about: About;
  readonly payload: () => object;
  /** Whether GitLab makes the payload when it sends it, of what it knows then. */
  readonly isLate: boolean;
}

/**
 * The other statuses send no Job Hook: nobody is told of a manual, skipped, scheduled or waiting job.
 * Source: gitlabhq app/models/ci/build.rb (read 2026-11).
 */
const announced: readonly JobStatus[] = ["created", "pending", "running", "success", "failed", "canceled"];

/** What hooks tell of a piece of news; `undefined`: nothing, as of every bridge. */
export function announcementOf(world: World, news: News): Announcement | undefined {
  switch (news.kind) {
    case "job":
      return ofJob(world, news.job, news.from === undefined);
    case "pipeline":
      return ofPipeline(world, news.pipeline);
    case "deployment":
      return ofDeployment(world, news);
    case "release":
      return ofRelease(world, news);
    case "note":
      return ofNote(world, news);
    case "tagPush":
      return {
        ...plain,
        word: "tag_push",
        project: news.push.project,
        payload: () => tagPushPayload(world, news.push),
      };
    case "expiry":
      return { ...plain, word: "access_token", project: news.project, payload: () => accessTokenPayload(world, news) };
    default:
      return undefined;
  }
}

const plain = { about: {}, isLate: false };

/** `created` is told at birth only: a skipped job that is reset sends none. Until about 15 the row was read later. */
function ofJob(world: World, job: Job, isBirth: boolean): Announcement | undefined {
  const { id: jobId, status, pipeline, person } = job;
  if (!announced.includes(status) || (status === "created" && !isBirth) || isSilenced(world, person)) return undefined;
  const about = { jobId, pipelineId: pipeline.id, status };
  const isLate = world.vintage < 2024;
  return { word: "job", project: pipeline.project, about, isLate, payload: () => jobPayload(world, job) };
}

function ofPipeline(world: World, pipeline: Pipeline): Announcement | undefined {
  const { id: pipelineId, status, project, person } = pipeline;
  if (isSilenced(world, person)) return undefined;
  const isLate = world.settings.pipelinePayloads === "late";
  const payload = () => pipelinePayload(world, pipeline);
  return { word: "pipeline", project, about: { pipelineId, status }, isLate, payload };
}

/** Of what a blocked person began nobody is told, since 15.1. */
function isSilenced({ vintage }: World, person: Person | null): boolean {
  return vintage >= 2024 && person?.state === "blocked";
}

/**
 * Told of its start, its end, and, since 2026, of a wait for approvals and of what people say then. A gate that needs no
 * approval is told nowhere but in Pipeline Hooks.
 */
function ofDeployment(world: World, told: Extract<News, { kind: "deployment" }>): Announcement | undefined {
  const { deployment, approval } = told;
  const { status, requiredApprovals, job } = deployment;
  const isApproving = approval !== undefined || (status === "blocked" && requiredApprovals > 0);
  const isTold = isApproving ? world.vintage >= 2026 : movesTold.includes(status);
  if (!isTold || isSilenced(world, job.person)) return undefined;
  const { id: pipelineId, project } = job.pipeline;
  const about = { jobId: job.id, pipelineId, status: approval?.status ?? status };
  return { word: "deployment", project, about, isLate: false, payload: () => deploymentPayload(world, told) };
}

const movesTold: readonly DeploymentStatus[] = ["running", "success", "failed", "canceled"];

function ofRelease(world: World, told: { project: Project; release: Release }): Announcement {
  return { ...plain, word: "release", project: told.project, payload: () => releasePayload(world, told) };
}

/** Edits are told since 16.11. */
function ofNote(world: World, { note, action }: Extract<News, { kind: "note" }>): Announcement | undefined {
  if (action === "update" && world.vintage < 2024) return undefined;
  const word = isConfidential(note) ? "confidential_note" : "note";
  return { ...plain, word, project: note.project, payload: () => notePayload(world, { note, action }) };
}
