import type { ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import type { Answer } from "./api/answer.ts";
import type { BodyFault } from "./faults/spoil.ts";
import { fixedContent } from "./state/content.ts";

/**
 * Sends an answer as fast as it is taken, and stops making it when nobody takes it any more.
 *
 * @param fault what goes wrong with its body
 */
export async function send(
  response: ServerResponse,
  { status, headers, body }: Answer,
  fault?: BodyFault,
): Promise<void> {
  const content = typeof body === "string" ? fixedContent(body) : body;
  const length = status === 204 ? {} : { "Content-Length": String(content.sizeBytes) };
  response.writeHead(status, { ...headers, ...length });
  if (response.req.method !== "HEAD") {
    const cutAt = fault?.afterBytes ?? Number.POSITIVE_INFINITY;
    for (const piece of pieces(content.read(0, Math.min(cutAt, content.sizeBytes)), fault?.chunkBytes)) {
      if (response.destroyed) return;
      if (!response.write(piece)) await drained(response);
      if (fault?.pauseMillis) await pause(fault.pauseMillis);
    }
    if (cutAt < content.sizeBytes) return breakOff(response);
  }
  response.end();
}

/** Cut once more, where they are to be smaller. */
function* pieces(whole: Iterable<Uint8Array>, mostBytes = Number.POSITIVE_INFINITY): Iterable<Uint8Array> {
  for (const piece of whole) {
    if (piece.length <= mostBytes) yield piece;
    else for (let at = 0; at < piece.length; at += mostBytes) yield piece.subarray(at, at + mostBytes);
  }
}

/** Until there is room again, or nobody is left. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off("drain", done).off("close", done);
      resolve();
    };
    response.on("drain", done).on("close", done);
    if (response.destroyed) done();
  });
}

/** What was written goes out first. */
function breakOff(response: ServerResponse): void {
  response.write("", () => response.destroy());
}
