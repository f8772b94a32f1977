import type { Dispatcher } from "undici";
import { GitLabError } from "../../core/errors.ts";
import type { Headers } from "../signature.ts";
import { failure, nameOf, transportCode } from "./errors.ts";
import { type Connections, flatten } from "./pool.ts";
import { storageTrouble } from "./storage.ts";
import type { Watch } from "./watch.ts";

/** An answer whose head has come, and whose body waits to be read. */
export interface Opened {
  readonly status: number;
  readonly headers: Headers;
  readonly place: Place;
  /** The next piece; `undefined` at the end. @throws GitLabError */
  next(): Promise<Uint8Array | undefined>;
  /** Reads no more, and lets the connection go. */
  close(): Promise<void>;
}

/** Who is asked: GitLab with the token, or the object storage that GitLab named, with nothing. */
export interface Place {
  readonly url: URL;
  /** With the query, as it is sent. */
  readonly path: string;
  readonly isStorage: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly connections: Connections;
}

/**
 * Asks for the head of an answer.
 *
 * @throws GitLabError as `Http.send`
 */
export async function open(place: Place, { where, watch }: { where: string; watch: Watch }): Promise<Opened> {
  const { pool, unsent } = place.connections;
  const close = async () => {
    if (place.isStorage) await pool.destroy();
  };
  const trouble = (error: unknown): GitLabError => {
    if (error instanceof GitLabError) return error;
    if (place.isStorage) return storageTrouble(where, place.url, error);
    if (error instanceof Error && unsent.has(error))
      return failure({ code: "refusedConnection", where, what: `no connection (${nameOf(error)})`, cause: error });
    return failure({ ...transportCode(error), where, cause: error });
  };
  try {
    const { path, headers } = place;
    const asked = pool.request({ method: "GET", path, headers, idempotent: false, signal: watch.signal });
    const response = await watch.head(asked);
    return { ...headOf(response), place, ...bodyOf(response, { watch, trouble, close }) };
  } catch (error) {
    await close();
    throw trouble(error);
  }
}

function headOf({ statusCode, headers }: Dispatcher.ResponseData) {
  return { status: statusCode, headers: flatten(headers) };
}

function bodyOf(
  { body }: Dispatcher.ResponseData,
  on: { watch: Watch; trouble: (error: unknown) => GitLabError; close: () => Promise<void> },
): Pick<Opened, "next" | "close"> {
  const pieces: AsyncIterator<Uint8Array> = body[Symbol.asyncIterator]();
  return {
    async next() {
      try {
        const piece = await on.watch.piece(pieces.next());
        return piece.done ? undefined : piece.value;
      } catch (error) {
        throw on.trouble(error);
      }
    },
    async close() {
      body.on("error", () => {}).destroy();
      await on.close();
    },
  };
}
