import { once } from "node:events";
import { pathToFileURL } from "node:url";

/** What the parent process asks for. */
export interface Invocation {
  /** The bundle's `index.mjs`. */
  readonly bundle: string;
  readonly event: unknown;
}

// Does in a process of its own what Lambda's runtime does: imports one bundle, and calls its handler with one event.
const [{ bundle, event }] = (await once(process, "message")) as [Invocation];
const { handler } = await import(pathToFileURL(bundle).href);
const answer: unknown = await handler(event, { getRemainingTimeInMillis: () => 60_000 });
process.send?.({ answer });
