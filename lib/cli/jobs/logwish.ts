import type { Unread } from "./addresspath.ts";

/** What `penstock jobs log` is told. */
export interface LogOptions {
  readonly project?: string;
  readonly section?: string;
  readonly sections?: true;
  readonly tail?: string;
  readonly bytes?: string;
  readonly raw?: true;
  readonly follow?: true;
  readonly json?: true;
}

/** Which bytes of a log. */
type Part = { readonly first: number; readonly bytes: number } | { readonly lastBytes: number };

/** Which view of a log a person wants. */
export type LogWish =
  | { readonly kind: "raw" | "lines"; readonly part?: Part }
  | { readonly kind: "tail"; readonly lines: number }
  | { readonly kind: "sections"; readonly json: boolean }
  | { readonly kind: "section"; readonly name: string; readonly tail?: number }
  | { readonly kind: "follow" };

const mostLines = 100_000;

/** Reads the wish, or why the options make no sense together. */
export function readLogWish({ section, sections, tail, bytes, raw, follow, json }: LogOptions): LogWish | Unread {
  const views = Object.entries({ section, sections, bytes, raw, follow, tail }).filter(
    ([, said]) => said !== undefined,
  );
  const names = views.map(([name]) => name).join(" and ");
  if (views.length > 1 && names !== "section and tail" && names !== "bytes and raw")
    return { problem: `--${names.replaceAll(" and ", " and --")} do not go together` };
  if (json && !sections) return { problem: "--json is for --sections: a log is no JSON" };
  const lines = tail === undefined ? undefined : readLines(tail);
  if (tail !== undefined && lines === undefined)
    return { problem: `--tail takes a whole number of lines from 1 to ${mostLines}` };
  const part = bytes === undefined ? undefined : readPart(bytes);
  if (bytes !== undefined && part === undefined)
    return { problem: "--bytes takes a part, counted from 0: 0-499, 500- (from there on) or -500 (the last)" };
  if (section !== undefined) return { kind: "section", name: section, ...(lines !== undefined && { tail: lines }) };
  if (sections) return { kind: "sections", json: json ?? false };
  if (follow) return { kind: "follow" };
  if (lines !== undefined) return { kind: "tail", lines };
  return { kind: raw ? "raw" : "lines", ...(part !== undefined && { part }) };
}

function readLines(text: string): number | undefined {
  return /^[1-9]\d{0,5}$/.test(text) && Number(text) <= mostLines ? Number(text) : undefined;
}

function readPart(text: string): Part | undefined {
  const [, first, last] = /^(\d{0,15})-(\d{0,15})$/.exec(text) ?? [];
  if (!first && !last) return undefined;
  if (!first) return Number(last) > 0 ? { lastBytes: Number(last) } : undefined;
  if (!last) return { first: Number(first), bytes: Number.MAX_SAFE_INTEGER - Number(first) };
  const bytes = Number(last) - Number(first) + 1;
  return bytes > 0 ? { first: Number(first), bytes } : undefined;
}
