import type { Downloaded, DownloadOptions, Sink } from "../../gitlab/http/sink.ts";
import type { ProjectRef } from "../../gitlab/place.ts";
import { readProject, readTarget, type Target } from "./address.ts";
import type { Unread } from "./addresspath.ts";
import type { Client } from "./client.ts";
import { readSize } from "./text.ts";

/** What `penstock jobs artifacts` is told. */
export interface ArtifactsOptions {
  readonly project?: string;
  readonly ref?: string;
  readonly job?: string;
  readonly searchRecent?: true;
  readonly path?: string;
  readonly output?: string;
  readonly force?: true;
  readonly most: string;
  readonly json?: true;
}

/** Whose artifacts: one job's, or those of a job's newest success on a ref. */
export type Source =
  | { readonly kind: "job"; readonly target: Target; readonly path?: string }
  | {
      readonly kind: "ref";
      readonly project: ProjectRef;
      readonly ref: string;
      readonly job: string;
      readonly searchRecent: boolean;
      readonly path?: string;
    };

/** Reads whose artifacts are wanted, or why the options make no sense together. */
export function readSource(text: string | undefined, options: ArtifactsOptions, baseUrl: string): Source | Unread {
  const { project, ref, job, searchRecent = false, path } = options;
  const inside = path === undefined ? {} : { path };
  if (path !== undefined && !isInArchive(path))
    return { problem: "--path names a file in the archive, from its root: no leading /, no .. and no folder" };
  if (text !== undefined) {
    if (ref !== undefined || job !== undefined) return { problem: "--ref and --job are for when no job is named" };
    const target = readTarget(text, project, baseUrl);
    return "problem" in target ? target : { kind: "job", target, ...inside };
  }
  if (project === undefined || ref === undefined || job === undefined)
    return { problem: "whose artifacts? Write a job's web address, or --project, --ref and --job together" };
  const read = readProject(project, baseUrl);
  return "problem" in read ? read : { kind: "ref", project: read.project, ref, job, searchRecent, ...inside };
}

function isInArchive(path: string): boolean {
  const parts = path.split("/");
  return path !== "" && !parts.some((part) => part === "" || part === "." || part === "..") && !/\p{Cc}/u.test(path);
}

/** The most bytes that may come, or why it is no size. */
export function readMost(text: string): { readonly mostBytes: number } | Unread {
  const mostBytes = readSize(text);
  return mostBytes === undefined ? { problem: "--most takes a size such as 500MB or 5GB" } : { mostBytes };
}

/** Downloads it, piece by piece. */
export function download(
  { api }: Pick<Client, "api">,
  source: Source,
  to: { readonly sink: Sink; readonly options: DownloadOptions },
): Promise<Downloaded> {
  const { sink, options } = to;
  const { path } = source;
  if (source.kind === "job") {
    const { project, jobId } = source.target;
    if (path === undefined) return api.artifacts.archive(project, jobId, sink, options);
    return api.artifacts.file({ project, jobId, path }, sink, options);
  }
  const { kind: _, project, ...of } = source;
  if (path === undefined) return api.artifacts.archiveOfRef(project, of, sink, options);
  return api.artifacts.fileOfRef({ ...of, project, path }, sink, options);
}
