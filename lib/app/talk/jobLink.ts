import type { Span } from "../../core/message.ts";
import { jobSpan } from "./commands/shown.ts";
import type { TalkSource } from "./desk.ts";

/** A job as far as it is known. */
export interface NamedJob {
  readonly id: number;
  readonly name?: string | undefined;
  /** Of its project; missing: nothing leads to it. */
  readonly path?: string | undefined;
}

/** A job as people follow it, also where nobody told its name. */
export function jobLink(source: Pick<TalkSource, "url">, { id, name, path }: NamedJob): Span {
  const span = jobSpan(source, path, { id, name: name ?? "" });
  if (name !== undefined) return span;
  return typeof span === "object" && "link" in span ? { ...span, text: `job ${id}` } : `job ${id}`;
}
