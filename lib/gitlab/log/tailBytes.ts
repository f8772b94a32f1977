import { GitLabError } from "../../core/errors.ts";
import { unlessGone } from "../http/ask.ts";
import type { Http } from "../http/http.ts";
import type { DownloadOptions, Sink } from "../http/sink.ts";

/** The end of a log, as it is stored. */
export interface LogEnd {
  readonly bytes: Uint8Array;
  /** There is nothing before it. */
  readonly isWhole: boolean;
}

/** What the runner writes at most unless its owner says otherwise: read through rather than asked for twice. */
const cheapBytes = 4 * 1024 ** 2;
/** A log that comes as a whole is read no further than this. */
const mostReadBytes = 64 * 1024 ** 2;

/** A log that is longer than what may be read of it, and how long, where GitLab says so. */
class TooLong extends Error {
  readonly ofBytes: number | undefined;

  constructor(ofBytes: number | undefined) {
    super("longer than what is read");
    this.ofBytes = ofBytes;
  }
}

/**
 * The last bytes of a log. Who does not know HTTP's parts sends the whole: a short one is read through, of a long one GitLab
 * 19 is asked for its end by its own words, and of no log more than 64 MiB are read.
 * Source: gitlabhq lib/api/ci/jobs.rb, `byte_offset` (read 2026-11).
 *
 * @returns `null`: no such job; `undefined`: its end cannot be reached
 * @throws GitLabError when GitLab cannot be asked
 */
export async function readLogEnd(http: Http, path: string, wantedBytes: number): Promise<LogEnd | null | undefined> {
  const range = { lastBytes: wantedBytes };
  const first = await readOnce(http, { path, wantedBytes, mostBytes: cheapBytes }, { range });
  if (!(first instanceof TooLong)) return first;
  const { ofBytes } = first;
  if (ofBytes === undefined) return ended(await readOnce(http, { path, wantedBytes, mostBytes: mostReadBytes }));
  const last = `${path}?byte_offset=${ofBytes - wantedBytes}`;
  // it may have grown since; one that does not know the words sends the whole again
  const second = await readOnce(http, { path: last, wantedBytes, mostBytes: Math.max(mostReadBytes, wantedBytes) });
  const end = ended(second);
  return end && { ...end, isWhole: false };
}

function ended(came: LogEnd | TooLong | null): LogEnd | null | undefined {
  return came instanceof TooLong ? undefined : came;
}

interface Asked {
  readonly path: string;
  readonly wantedBytes: number;
  readonly mostBytes: number;
}

async function readOnce(
  http: Http,
  { path, wantedBytes, mostBytes }: Asked,
  options: Pick<DownloadOptions, "range"> = {},
): Promise<LogEnd | TooLong | null> {
  const end = keepLast(wantedBytes, mostBytes);
  const onProgress = (bytes: number, ofBytes: number | undefined) => {
    if (bytes === 0 && ofBytes !== undefined && ofBytes > mostBytes) throw new TooLong(ofBytes);
  };
  try {
    const came = await unlessGone(() => http.download({ path }, end, { ...options, onProgress }));
    if (came === undefined) return null;
    const all = came.partial ? came.ofBytes : came.bytes;
    return { bytes: end.last(), isWhole: all !== undefined && all <= wantedBytes };
  } catch (error) {
    if (error instanceof TooLong) return error;
    // no bytes at all have no last ones
    if (error instanceof GitLabError && error.status === 416) return { bytes: new Uint8Array(), isWhole: true };
    throw error;
  }
}

/** Keeps the last bytes of what comes, and refuses more than `mostBytes` in all. */
function keepLast(wantedBytes: number, mostBytes: number): Sink & { last(): Uint8Array } {
  const pieces: Uint8Array[] = [];
  let [keptBytes, cameBytes] = [0, 0];
  return {
    async write(piece) {
      cameBytes += piece.length;
      if (cameBytes > mostBytes) throw new TooLong(undefined);
      pieces.push(piece);
      keptBytes += piece.length;
      for (let [oldest] = pieces; oldest && keptBytes - oldest.length >= wantedBytes; [oldest] = pieces) {
        pieces.shift();
        keptBytes -= oldest.length;
      }
    },
    last: () => Buffer.concat(pieces).subarray(Math.max(0, keptBytes - wantedBytes)),
  };
}
