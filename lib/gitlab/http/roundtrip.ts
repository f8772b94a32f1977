import type { Dispatcher } from "undici";
import type { Answer } from "./answerbody.ts";
import { type Connections, flatten } from "./pool.ts";

interface Bounds {
  /** From the call to the last byte read, a wait for a connection too. */
  readonly timeoutMillis: number;
  /** Told the head of the answer. What it throws ends the request, and the rest of the answer is not read. */
  readonly onHead: (head: Omit<Answer, "body">) => void;
}

/**
 * Sends one request, once, and reads its answer to the end. It goes below the client's `request`, whose stream, abort signal
 * and async resource for each answer take more of the processor than all else that is done here: an answer is read whole.
 *
 * @throws what the pool says; `TimeoutError` when it takes too long, one of `unsent` if there was no connection until then;
 *   what `onHead` throws
 */
export function roundTrip(
  { pool, unsent }: Connections,
  request: Dispatcher.DispatchOptions,
  { timeoutMillis, onHead }: Bounds,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined;
    let head: Omit<Answer, "body"> | undefined;
    let late: Error | undefined;
    const pieces: Buffer[] = [];
    const timer = setTimeout(() => {
      late = new DOMException("no whole answer in time", "TimeoutError");
      if (!controller) unsent.add(late);
      reject(late);
      controller?.abort(late);
    }, timeoutMillis);

    pool.dispatch(request, {
      onRequestStart(started) {
        controller = started;
        // it waited for a connection, and nobody waits for it any more: it is not sent
        if (late) started.abort(late);
      },
      onResponseStart(_, status, headers) {
        // 1xx: the answer is still to come
        if (status < 200) return;
        head = { status, headers: flatten(headers) };
        onHead(head);
      },
      onResponseData(_, piece) {
        pieces.push(piece);
      },
      onResponseEnd() {
        clearTimeout(timer);
        const [first = Buffer.of(), ...others] = pieces;
        if (head) resolve({ ...head, body: others.length > 0 ? Buffer.concat(pieces) : first });
      },
      onResponseError(_, error) {
        clearTimeout(timer);
        reject(error);
      },
    });
  });
}
