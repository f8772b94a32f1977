import { GitLabError } from "../core/errors.ts";
import { unlessGone } from "./http/ask.ts";
import type { Http } from "./http/http.ts";
import type { Downloaded, DownloadOptions, Sink } from "./http/sink.ts";
import { jobPath, type ProjectRef } from "./place.ts";

/** A job's log. No log is an empty one; `undefined`: no such job. */
export interface Logs {
  whole(project: ProjectRef, jobId: number, to: Sink, options?: DownloadOptions): Promise<Downloaded | undefined>;
  /** Bytes from `first` on, at most `bytes`. Where GitLab cannot serve parts, the rest is read and dropped. */
  part(
    place: { project: ProjectRef; jobId: number },
    part: { readonly first: number; readonly bytes: number },
    to: Sink,
  ): Promise<Downloaded | undefined>;
  /** The last bytes, at most `bytes`. */
  tail(place: { project: ProjectRef; jobId: number }, bytes: number, to: Sink): Promise<Downloaded | undefined>;
}

interface Part {
  readonly first: number;
  readonly bytes: number;
}

/** GitLab refuses more in one part. Source: gitlabhq lib/gitlab/ci/trace/stream.rb (read 2026-11). */
const mostPartBytes = 512_000;

/**
 * Reads logs with one token. GitLab 19 serves parts (`byte_offset`, `byte_limit`); an older one does not know the words and
 * sends the whole, of which no more is read than is wanted.
 * Source: gitlabhq lib/api/ci/jobs.rb (read 2026-11).
 */
export function createLogs(http: Http): Logs {
  let servesParts: boolean | undefined;

  async function askPart(path: string, { first, bytes }: Part, to: Sink): Promise<Downloaded> {
    const limit = bytes > mostPartBytes ? "" : `&byte_limit=${bytes}`;
    const asked = { path: `${path}?byte_offset=${first}${limit}` };
    const { ofBytes: _, ...came } = await http.download(asked, to, { window: { first: 0, bytes } });
    return { ...came, partial: true };
  }

  /** Something between us and GitLab may still serve HTTP's own parts. */
  async function readThrough(path: string, part: Part, to: Sink): Promise<Downloaded> {
    const range = { first: part.first, last: part.first + part.bytes - 1 };
    try {
      const came = await http.download({ path }, to, { window: part, ...(part.bytes > 0 && { range }) });
      return { ...came, partial: true };
    } catch (error) {
      if (error instanceof GitLabError && error.status === 416) return { bytes: 0, partial: true };
      throw error;
    }
  }

  /** A limit of 0 is refused by a GitLab that knows the word, whatever the log holds. */
  async function askWhetherParts(path: string): Promise<boolean> {
    const asked = { path: `${path}?byte_offset=0&byte_limit=0` };
    try {
      await http.download(asked, nowhere, { window: { first: 0, bytes: 0 } });
      return false;
    } catch (error) {
      if (error instanceof GitLabError && error.status === 400) return true;
      throw error;
    }
  }

  async function lengthOf(path: string): Promise<number> {
    const head = await http.download({ path }, nowhere, { window: { first: 0, bytes: 0 } });
    return head.ofBytes ?? (await http.download({ path }, nowhere)).bytes;
  }

  async function part(path: string, { first, bytes }: Part, to: Sink): Promise<Downloaded> {
    // from the first byte on, every GitLab sends what is wanted first
    if (bytes > 0 && first === 0) return askPart(path, { first, bytes }, to);
    servesParts ??= await askWhetherParts(path);
    return servesParts && bytes > 0 ? askPart(path, { first, bytes }, to) : readThrough(path, { first, bytes }, to);
  }

  return {
    whole: (project, jobId, to, options) =>
      unlessGone(() => http.download({ path: logPath(project, jobId) }, to, options)),
    part: ({ project, jobId }, wanted, to) => unlessGone(() => part(logPath(project, jobId), wanted, to)),
    tail: ({ project, jobId }, bytes, to) =>
      unlessGone(async () => {
        const path = logPath(project, jobId);
        const length = await lengthOf(path);
        // as it was when it was measured: it may have grown since
        const came = await (length <= bytes
          ? http.download({ path }, to, { window: { first: 0, bytes: length } })
          : part(path, { first: length - bytes, bytes }, to));
        return { ...came, ofBytes: length };
      }),
  };
}

const nowhere: Sink = { write: async () => {} };

function logPath(project: ProjectRef, jobId: number): string {
  return `${jobPath(project, jobId)}/trace`;
}
