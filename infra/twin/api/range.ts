import type { Content } from "../state/content.ts";
import type { Answer } from "./answer.ts";

/**
 * All of a content, or the part that a `Range` header asks for. Several ranges at once get all of it.
 * Source: RFC 9110, section 14; Go's net/http `ServeContent`, with which GitLab sends files (read 2026-11).
 */
export function sendContent(content: Content, range: string | undefined, headers: Record<string, string>): Answer {
  const { sizeBytes } = content;
  const known = { ...headers, "Accept-Ranges": "bytes" };
  const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(range ?? "") ?? [];
  if (first === "" && last === "") return { status: 200, headers: known, body: content };
  const from = first === "" ? Math.max(0, sizeBytes - Number(last)) : Number(first);
  const to = first === "" || last === "" ? sizeBytes : Math.min(sizeBytes, Number(last) + 1);
  if (from >= to) return unsatisfiable(sizeBytes);
  const body: Content = {
    sizeBytes: to - from,
    read: (start = 0, end = to - from) => content.read(from + start, from + end),
  };
  return { status: 206, headers: { ...known, "Content-Range": `bytes ${from}-${to - 1}/${sizeBytes}` }, body };
}

function unsatisfiable(sizeBytes: number): Answer {
  const headers = { "Content-Type": "text/plain; charset=utf-8", "Content-Range": `bytes */${sizeBytes}` };
  return { status: 416, headers, body: "invalid range: failed to overlap\n" };
}
