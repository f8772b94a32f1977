import { nearest } from "../../core/nearest.ts";
import { spanText } from "../../core/span.ts";
import { type Instant, instantText } from "../../core/time.ts";
import type { Sink } from "../../gitlab/http/sink.ts";
import { createLogReader, type LogLine, type LogSection } from "../../gitlab/sections.ts";
import { safe } from "../render.ts";

/** Where readable lines go; several at once, each with its end. */
export type Out = (text: string) => Promise<void>;

/** A log that is read for people, as it comes. */
export interface LogView {
  readonly sink: Sink;
  /** Tells the last line, where it has no end. */
  end(): Promise<void>;
  readonly sections: readonly LogSection[];
}

/** Shows a log's lines, or only those of one section. */
export function createLogView(out: Out, section?: string): LogView {
  const reader = createLogReader();
  const show = async (lines: readonly LogLine[]) => {
    const wanted = section === undefined ? lines : lines.filter(({ sections }) => sections.includes(section));
    if (wanted.length > 0) await out(wanted.map(({ text }) => `${lineText(text)}\n`).join(""));
  };
  return {
    sink: { write: (piece) => show(reader.read(piece)) },
    end: () => show(reader.end()),
    sections: reader.sections,
  };
}

/** Whatever a job printed, it steers no terminal; tabs stay. */
function lineText(text: string): string {
  return text.split("\t").map(safe).join("\t");
}

/** The last lines of what comes, and nothing of the rest. */
export function createLastLines(most: number): { readonly out: Out; lines(): readonly string[] } {
  let kept: string[] = [];
  return {
    async out(text) {
      kept.push(...text.split("\n").slice(0, -1));
      // cut seldom, so that a long log is not copied line by line
      if (kept.length > 2 * most + 1000) kept = kept.slice(-most);
    },
    lines: () => kept.slice(-most),
  };
}

/** Sections as lines: how long each took, and its name. */
export function sectionLines(sections: readonly LogSection[]): string[] {
  const spans = sections.map(({ startedAt, endedAt }) => sectionSpan(startedAt, endedAt));
  const width = Math.max(0, ...spans.map(({ length }) => length));
  return sections.map(({ name }, at) => `${(spans[at] ?? "").padStart(width)}  ${safe(name)}`);
}

function sectionSpan(startedAt: Instant | undefined, endedAt: Instant | undefined): string {
  if (startedAt === undefined) return "?";
  return endedAt === undefined ? "no end yet" : spanText((endedAt - startedAt) / 1000);
}

/** A section for programs. */
export function sectionJson({ name, startedAt, endedAt }: LogSection): object {
  return {
    name,
    ...(startedAt !== undefined && { startedAt: instantText(startedAt) }),
    ...(endedAt !== undefined && { endedAt: instantText(endedAt) }),
    ...(startedAt !== undefined && endedAt !== undefined && { durationSeconds: (endedAt - startedAt) / 1000 }),
  };
}

/** That a log has no such section, and which it has. */
export function noSectionText(name: string, sections: readonly LogSection[]): string {
  const names = [...new Set(sections.map((section) => section.name))];
  if (names.length === 0) return `the log has no sections at all, so none is called ${quoted(name)}`;
  const near = nearest(name, names);
  const hint = near === undefined ? "." : `; did you mean ${quoted(near)}?`;
  return `the log has no section ${quoted(name)}${hint} It has: ${names.map(safe).join(", ")}`;
}

function quoted(text: string): string {
  return JSON.stringify(safe(text));
}

/** Why a log holds nothing. */
export function emptyText({ status, erasedAt }: { status: string; erasedAt?: Instant | null }): string {
  if (typeof erasedAt === "number") return `the log is empty: it was erased at ${instantText(erasedAt)}`;
  return `the log is empty: the job is ${status}`;
}
