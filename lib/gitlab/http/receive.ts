import { GitLabError, type GitLabErrorCode } from "../../core/errors.ts";
import { known } from "../known.ts";
import { failure } from "./errors.ts";
import { endsByClosing, filenameOf, isList, isOrder, isPacked, isPage, lengthOf, partOf, type Span } from "./heads.ts";
import type { Opened } from "./opened.ts";
import type { Downloaded, DownloadOptions, Sink } from "./sink.ts";
import type { Watch } from "./watch.ts";

type Receiving = DownloadOptions & { readonly where: string; readonly watch: Watch };

/** What is to come, as the answer's head tells it. */
interface Expected {
  readonly window: Span;
  /** Of the body; `undefined`: until it ends. */
  readonly length?: number;
  readonly ofBytes?: number;
  readonly partial: boolean;
}

/** Source: gitlabhq lib/api/ci/job_artifacts.rb (read 2026-11). */
const listAdvice = "GitLab 19 lists the archive where a file called tree would be: download the archive, or by its ref";
const orderAdvice = "set the base URL to the address that people use: this one goes round a part of GitLab";
const usualMostBytes = 5 * 1024 ** 3;

/**
 * Hands a 2xx answer's body on, one piece after the other: at most one is in flight.
 *
 * @throws GitLabError when the body is not what was asked for, too large, too slow or cut off; what the sink rejects with
 */
export async function receive(opened: Opened, to: Sink, asked: Receiving): Promise<Downloaded> {
  const { mostBytes = usualMostBytes, onProgress } = asked;
  const expected = readHead(opened, asked);
  const total = expected.length === undefined ? undefined : cut(0, expected.length, expected.window).bytes;
  if (total !== undefined && total > mostBytes) throw tooLarge(asked, mostBytes);
  onProgress?.(0, total);
  let bytes = 0;
  for await (const piece of piecesOf(opened, expected, asked)) {
    bytes += piece.length;
    if (bytes > mostBytes) throw tooLarge(asked, mostBytes);
    await to.write(piece);
    onProgress?.(bytes, total);
  }
  const { length, ofBytes, partial, window } = expected;
  const filename = filenameOf(opened.headers["content-disposition"]);
  const isOpenEnded = length === undefined && opened.status !== 204 && endsByClosing(opened.headers);
  const mayBeCut = isOpenEnded && bytes < window.bytes;
  return { bytes, partial, ...known({ ofBytes, filename }), ...(mayBeCut && { mayBeCut }) };
}

/** @throws GitLabError `oddAnswer` when the body is not what was asked for */
function readHead({ status, headers, place }: Opened, asked: Receiving): Expected {
  const odd = (what: string, advice?: string) =>
    failure({ code: "oddAnswer", where: asked.where, what, status, advice });
  if (isPacked(headers)) throw odd("the answer is packed though we asked for none");
  if (isOrder(headers)) throw odd("the answer is an order to the server before GitLab, not the file", orderAdvice);
  if (isPage(headers))
    throw odd(`${place.isStorage ? `${place.url.host} answered` : "the answer is"} a web page, not the file`);
  if (isList(headers)) throw odd("the answer is a list, not the file", listAdvice);
  const length = lengthOf(headers);
  if (status !== 206) {
    const of = length === undefined ? {} : { length, ofBytes: length };
    return { window: asked.window ?? { first: 0, bytes: Infinity }, partial: false, ...of };
  }
  const part = partOf(headers);
  if (asked.range === undefined || part === undefined) throw odd("a part came, and not one that was asked for");
  const { bytes, ofBytes } = part;
  if (!isAsked(part, asked.range) || (length ?? bytes) !== bytes)
    throw odd("another part came than the one that was asked for");
  return { window: { first: 0, bytes }, length: bytes, partial: true, ...(ofBytes !== undefined && { ofBytes }) };
}

/** Whether a part is all that was asked for and is there; of a whole of unknown length, less may be all. */
function isAsked(
  { first, bytes, ofBytes = Infinity }: Span & { readonly ofBytes?: number },
  range: NonNullable<DownloadOptions["range"]>,
): boolean {
  if ("lastBytes" in range) {
    const { lastBytes } = range;
    if (ofBytes === Infinity) return bytes <= lastBytes;
    return first + bytes === ofBytes && bytes === Math.min(lastBytes, ofBytes);
  }
  const most = (range.last ?? Infinity) - range.first + 1;
  return first === range.first && (ofBytes === Infinity ? bytes <= most : bytes === Math.min(most, ofBytes - first));
}

/** The pieces of the window; what is before it is read and dropped, what is after it is not read. */
async function* piecesOf(opened: Opened, { window, length }: Expected, asked: Receiving): AsyncGenerator<Uint8Array> {
  const end = window.bytes === 0 ? 0 : window.first + window.bytes;
  let came = 0;
  while (came < end) {
    const piece = await opened.next().catch((error) => cutOff(error, came, { length, where: asked.where }));
    if (piece === undefined) break;
    const { first, bytes } = cut(came, piece.length, window);
    came += piece.length;
    if (asked.watch.crawls(came))
      throw failure({ code: "timeout", where: asked.where, what: "less than 4 KiB a second came" });
    if (bytes > 0) yield piece.subarray(first, first + bytes);
  }
  if (length !== undefined && came < Math.min(length, end)) cutOff(undefined, came, { length, where: asked.where });
}

/** What the window holds of a piece that begins at `at`, counted from the piece's own beginning. */
function cut(at: number, bytes: number, window: Span): Span {
  const first = Math.min(bytes, Math.max(0, window.first - at));
  return { first, bytes: Math.max(0, Math.min(bytes, window.first + window.bytes - at) - first) };
}

function cutOff(error: unknown, came: number, on: { length: number | undefined; where: string }): never {
  const of = on.length === undefined ? "" : ` of ${on.length}`;
  const code: GitLabErrorCode = error instanceof GitLabError ? error.code : "unreachable";
  throw failure({
    code,
    where: on.where,
    what: `the download ended after ${came}${of} bytes: it is not whole${code === "timeout" ? " (nothing more came)" : ""}`,
    advice: "what was written is only a part: remove it, and ask again",
    cause: error,
  });
}

function tooLarge({ where }: Receiving, mostBytes: number): GitLabError {
  return failure({ code: "tooLarge", where, what: `larger than the ${mostBytes} bytes that it may have` });
}
