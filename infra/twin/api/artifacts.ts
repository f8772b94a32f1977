import { createHash } from "node:crypto";
import { isLocked } from "../machine/lock.ts";
import { forbidden, noRecord, notFound } from "../machine/refusal.ts";
import type { Job, Pipeline, Project } from "../state/graph.ts";
import { pipelinesOf } from "../state/history.ts";
import { latestJobs, liveArchive } from "../state/job.ts";
import type { JobFile } from "../state/jobParts.ts";
import type { Person } from "../state/person.ts";
import { hasRole } from "../state/project.ts";
import type { World } from "../state/world.ts";
import { objectUrl } from "../storage/address.ts";
import { type Answer, parameterError, refusal, text } from "./answer.ts";
import type { Call } from "./call.ts";
import { contentTypeOf } from "./contentType.ts";
import { sendContent } from "./range.ts";
import { knows } from "./vintages.ts";

// Downloads. Source: gitlabhq lib/api/ci/job_artifacts.rb, lib/api/helpers.rb and workhorse/internal/artifacts/entry.go
// (read 2026-11).

/** The whole archive of a job, past its expiry too, as long as nobody cleaned up. */
export function downloadArchive(call: Call, job: Job): Answer {
  if (!mayDownload(call.person, job)) return refusal(forbidden());
  const { world, range } = call;
  const file = archiveOf(job);
  if (!file?.archive) return nothing;
  const { filename } = file;
  if (world.objectStorageUrl !== null) return redirect(objectUrl(world, world.objectStorageUrl, job, filename));
  return sendContent(file.archive, range, {
    "Content-Type": "application/octet-stream",
    "Content-Disposition": `attachment; filename="${filename}"; filename*=UTF-8''${filename}`,
    "Content-Transfer-Encoding": "binary",
    ...etag(call, job),
  });
}

/** One file out of the archive, which GitLab's front server unpacks, wherever the archive lies. */
export function downloadFile(call: Call, job: Job): Answer {
  if (!mayDownload(call.person, job)) return refusal(forbidden());
  const file = availableArchive(call.world, job);
  return file ? sendFile(call, job, file) : nothing;
}

/** The archive whose files can be looked at: of a locked pipeline past its expiry too, when no job shows it. */
export function availableArchive({ clock }: World, job: Job): JobFile | undefined {
  return isLocked(job.pipeline) ? archiveOf(job) : liveArchive(job, clock());
}

/** A file by its ref is not asked whether it has expired. */
function downloadFileOfRef(call: Call, job: Job): Answer {
  if (!mayDownload(call.person, job)) return refusal(forbidden());
  const file = archiveOf(job);
  return file ? sendFile(call, job, file) : nothing;
}

function sendFile(call: Call, job: Job, file: JobFile): Answer {
  const path = call.params.artifact_path ?? "";
  if (path.includes("\0")) return refusal({ refused: 400, message: "400 Bad request" });
  const content = file.archive?.files.get(path);
  if (!content) return text(404, "404 page not found\n", { "Content-Type": "text/plain; charset=utf-8" });
  const name = path.split("/").at(-1) ?? path;
  return {
    status: 200,
    headers: {
      "Content-Type": contentTypeOf(name),
      "Content-Disposition": `attachment; filename="${name.replace(/["\\]/g, "\\$&")}"`,
      ...etag(call, job, path),
    },
    body: content,
  };
}

export function downloadArchiveByRef(call: Call, project: Project): Answer {
  return ofRef(call, project, downloadArchive);
}

export function downloadFileByRef(call: Call, project: Project): Answer {
  return ofRef(call, project, downloadFileOfRef);
}

const mostPipelinesSearched = 100;

/** The job of that name in the newest pipeline of a branch or tag that went well, or in an earlier one on request. */
function ofRef(call: Call, project: Project, download: (call: Call, job: Job) => Answer): Answer {
  const { query, params, world } = call;
  const name = query.get("job");
  if (name === null) return parameterError("job is missing");
  const good = [...pipelinesOf(project, params.ref_name)].filter((one) => one.status === "success" && !isChild(one));
  const searches =
    knows(world.vintage, "recentPipelines") && query.get("search_recent_successful_pipelines") === "true";
  const searched = good.slice(0, searches ? mostPipelinesSearched : 1);
  const job = searched.map((pipeline) => jobWithArchive(pipeline, name)).find((found) => found !== undefined);
  if (job) return download(call, job);
  return refusal(searches ? notFound("Job") : noRecord());
}

function isChild({ source }: Pipeline): boolean {
  return source === "parent_pipeline";
}

/** In the pipeline itself first, then in the children that it began. */
function jobWithArchive(pipeline: Pipeline, name: string): Job | undefined {
  const own = latestJobs(pipeline).find((job) => job.name === name && archiveOf(job) !== undefined);
  if (own) return own;
  const children = pipeline.bridges.flatMap(({ downstream }) =>
    downstream?.project === pipeline.project ? downstream : [],
  );
  return children.map((child) => jobWithArchive(child, name)).find((found) => found !== undefined);
}

function archiveOf({ files }: Job): JobFile | undefined {
  return files.find(({ type }) => type === "archive");
}

/** Source: docs.gitlab.com/ci/yaml#artifactsaccess (read 2026-11). */
export function mayDownload(person: Person, job: Job): boolean {
  const access = archiveOf(job)?.access ?? "all";
  if (access === "all") return true;
  return access !== "none" && hasRole(job.pipeline.project, person, access);
}

const nothing = refusal({ refused: 404, message: "404 Not Found" });

function redirect(to: string): Answer {
  return text(302, `This resource has been moved temporarily to ${to}.`, { Location: to });
}

/** Since 19.x, one for each archive and for each file in it. */
function etag({ world }: Call, { id, finishedAt }: Job, path = ""): Record<string, string> {
  if (!knows(world.vintage, "artifactEtags")) return {};
  return { ETag: `"${createHash("sha256").update(`${id}/${finishedAt}/${path}`).digest("hex")}"` };
}
