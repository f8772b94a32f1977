import type { IncomingMessage } from "node:http";

/** A Lambda request is at most 6 MB; AWS itself refuses bigger ones. */
const largestBodyBytes = 6 * 1024 * 1024;

/** What all bodies that are read or answered may take together. */
const mostHeldBytes = 256 * 1024 * 1024;

/** Reads bodies, so many at once as there is memory for: others wait unread, and whoever sends them waits too. */
export interface Incoming {
  /**
   * Calls `take` with a body, or with why there is none; not at all where its sender hung up. What it holds is given back
   * once the promise that `take` returns is settled.
   */
  read(request: IncomingMessage, take: (body: Buffer | "tooLarge") => Promise<void>): void;
}

export function openIncoming(most = mostHeldBytes): Incoming {
  let held = 0;
  const waiting: { readonly bytes: number; readonly begin: () => void }[] = [];
  let isBeginning = false;
  const giveBack = (bytes: number) => {
    held -= bytes;
    // Who hung up while waiting gives back at once: the loop that began it goes on, however many did.
    if (isBeginning) return;
    isBeginning = true;
    for (let first = waiting[0]; first && held + first.bytes <= most; first = waiting[0]) {
      waiting.shift();
      held += first.bytes;
      first.begin();
    }
    isBeginning = false;
  };
  return {
    read(request, take) {
      // Taken before the first byte is read: bodies that are there in part must not wait for each other.
      const bytes = Math.min(Number(request.headers["content-length"] ?? largestBodyBytes), largestBodyBytes);
      const begin = () => {
        const end = () => giveBack(bytes);
        readBody(request, (body) => (body === "hungUp" ? end() : void take(body).then(end, end)));
      };
      if (waiting.length > 0 || held + bytes > most) {
        waiting.push({ bytes, begin });
        return;
      }
      held += bytes;
      begin();
    },
  };
}

/** Tells once what came of a body. */
function readBody(request: IncomingMessage, told: (body: Buffer | "tooLarge" | "hungUp") => void): void {
  if (request.destroyed) {
    told("hungUp");
    return;
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  let isTold = false;
  const tell = (body: Buffer | "tooLarge" | "hungUp") => {
    if (isTold) return;
    isTold = true;
    told(body);
  };
  request.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > largestBodyBytes) tell("tooLarge");
    else chunks.push(chunk);
  });
  request.on("end", () => tell(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
  request.on("close", () => tell("hungUp"));
}
