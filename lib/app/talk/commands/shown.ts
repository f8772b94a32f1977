import type { Job } from "../../../core/job.ts";
import { type Line, type Span, sentence } from "../../../core/message.ts";
import type { Answer, TalkSource } from "../desk.ts";

/** A no, for who asked alone. */
export function no(title: Line, lines: readonly Line[] = []): Answer {
  return { message: { ...sentence("no", ...title), lines } };
}

/** What was asked for so long ago that nobody expects it any more is not begun. */
export const tooLate: Answer = no(["That was asked more than 5 minutes ago, so I did nothing. Say it again."]);

/** A job as people follow it: `job 1001 "build"`, linked to its page. */
export function jobSpan(
  { url }: Pick<TalkSource, "url">,
  path: string | undefined,
  { id, name }: Pick<Job, "id" | "name">,
): Span {
  const text = `job ${id} ${JSON.stringify(name)}`;
  return path === undefined ? text : { link: `${rootOf(url)}/${pathOf(path)}/-/jobs/${id}`, text };
}

export function pipelineSpan({ url }: Pick<TalkSource, "url">, path: string, id: number): Span {
  return { link: `${rootOf(url)}/${pathOf(path)}/-/pipelines/${id}`, text: `pipeline ${id}` };
}

export function projectSpan({ url }: Pick<TalkSource, "url">, path: string): Span {
  return { link: `${rootOf(url)}/${pathOf(path)}`, text: path };
}

function rootOf(url: string): string {
  return url.replace(/\/+$/, "");
}

function pathOf(path: string): string {
  return path.toWellFormed().split("/").map(encodeURIComponent).join("/");
}
