import { erasableFiles } from "../../core/job.ts";
import { spanText } from "../../core/span.ts";
import { type Instant, instantText } from "../../core/time.ts";
import type { JobDetail } from "../../gitlab/answers/detail.ts";
import { safe } from "../render.ts";
import { type Verb, verbs } from "./deed.ts";
import { whatToDo } from "./judge.ts";
import { ageText, coloured, durationText, jobText, sizeText, statusText } from "./text.ts";

/** Everything that is known of a job, a line for each fact that GitLab tells. */
export function cardLines(job: JobDetail, now: Instant): string[] {
  const facts: [string, string | undefined][] = [
    ["status", coloured(job.status, statusText(job)) + (job.allowFailure ? " (may fail)" : "")],
    ["stage", job.stage],
    ["ref", job.ref === undefined ? undefined : `${job.ref}${job.tag ? " (tag)" : ""}`],
    ["commit", job.sha],
    ["pipeline", pipelineText(job)],
    ["by", job.userName ?? undefined],
    ["runner", runnerText(job)],
    ["created", momentText(job.createdAt, now)],
    ["started", momentText(job.startedAt, now)],
    ["finished", momentText(job.finishedAt, now)],
    ["ran for", durationText(job, now)],
    ["queued for", typeof job.queuedSeconds === "number" ? spanText(job.queuedSeconds) : undefined],
    ["coverage", typeof job.coverage === "number" ? `${job.coverage} %` : undefined],
    ["erased", momentText(job.erasedAt, now)],
    ["archived", job.archived ? "yes: GitLab lets nobody run it again" : undefined],
    ...artifactFacts(job, now),
    ["you can", doableText(job, now)],
    ["page", job.webUrl],
  ];
  return [
    jobText(job),
    ...facts.flatMap(([name, text]) => (text ? [`  ${name.padEnd(11)} ${shown(name, text)}`] : [])),
  ];
}

/** The status alone brings colours of ours; everything else is the sender's. */
function shown(name: string, text: string): string {
  return name === "status" ? text : safe(text);
}

function pipelineText({ pipelineId, pipelineStatus, pipelineSource }: JobDetail): string | undefined {
  if (pipelineId === undefined) return undefined;
  return [String(pipelineId), pipelineStatus, pipelineSource && `from ${pipelineSource}`].filter(Boolean).join(", ");
}

function runnerText({ runner, runnerManager, runnerTags = [] }: JobDetail): string | undefined {
  const tags = runnerTags.length > 0 ? `wants ${runnerTags.join(", ")}` : undefined;
  if (!runner) return tags && `none yet; ${tags}`;
  const version = runnerManager?.version && `version ${runnerManager.version}`;
  return [`${runner.description ?? "runner"} (${runner.id})`, runner.type, version, tags].filter(Boolean).join(", ");
}

function momentText(at: Instant | null | undefined, now: Instant): string | undefined {
  if (typeof at !== "number") return undefined;
  const away = at <= now ? `${ageText(at, now)} ago` : `in ${spanText((at - now) / 1000)}`;
  return `${instantText(at)}, ${away}`;
}

function artifactFacts(job: JobDetail, now: Instant): [string, string | undefined][] {
  const log = job.artifacts?.files.find(({ type }) => type === "trace");
  const files = erasableFiles(job);
  const texts = (files ?? []).map(({ type, sizeBytes }) => `${type} ${sizeText(sizeBytes)}`);
  if (files === undefined && job.archive) texts.push(`archive ${sizeText(job.archive.sizeBytes)}`);
  return [
    ["log", log && sizeText(log.sizeBytes)],
    ["artifacts", texts.length > 0 ? texts.join(", ") : job.artifacts === undefined ? undefined : "none"],
    ["expiry", texts.length > 0 ? expiryText(job, now) : undefined],
  ];
}

function expiryText({ artifacts }: JobDetail, now: Instant): string | undefined {
  if (!artifacts) return undefined;
  const { expireAt } = artifacts;
  if (expireAt === null) return "none: they stay until somebody deletes them";
  const passed = expireAt <= now ? "; GitLab may still keep them, as the newest of their ref" : "";
  return `${momentText(expireAt, now)}${passed}`;
}

/** The verbs that GitLab's conditions let pass now; the token's rights are another question. */
function doableText(job: JobDetail, now: Instant): string {
  const doable = verbs.filter((verb) => whatToDo(job, verb, { how: howOf(verb), now }).kind === "act");
  return doable.length === 0 ? "do nothing to it now" : doable.join(", ");
}

function howOf(verb: Verb) {
  return verb === "play" ? { now: true } : {};
}
