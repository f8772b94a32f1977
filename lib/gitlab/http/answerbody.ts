import { redacted } from "../../core/redact.ts";
import { answerLimits, readJson } from "../json.ts";
import type { Headers } from "../signature.ts";
import { isPacked } from "./heads.ts";
import { blank, veil } from "./veil.ts";

/** What GitLab answered, read to the end. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/**
 * What GitLab's own logs call the request, `correlation_id` there. By default it takes no name from a client, so
 * that only the answer tells. Source: docs.gitlab.com/administration/logs/tracing_correlation_id (read 2026-11).
 */
export function requestIdOf(headers: Headers): string | undefined {
  const id = headers["x-request-id"] ?? "";
  return /^[\w-]{8,64}$/.test(id) && redacted(id) === id ? id : undefined;
}

/** An answer's JSON; an empty one (204) is `undefined`. A web page is a proxy's or a login's, never the API's. */
export function answerValue({ headers, body }: Answer): { value: unknown } | { problem: string } {
  if (/html/i.test(headers["content-type"] ?? "")) return { problem: "the answer is a web page" };
  if (body.length === 0) return { value: undefined };
  const read = readJson(body, answerLimits);
  return "problem" in read ? { problem: read.problem.replace("the body", "the answer") } : read;
}

const mostCharacters = 200;

/**
 * GitLab's own words in an answer that says no. It knows two forms, `{"message": …}` (a text, or an object of texts) and
 * `{"error": …}`; rate limits and proxies answer plain text or a page. What is packed says nothing.
 *
 * @param veiled texts that must not be repeated: a proxy's error page may echo the whole request
 * @returns one line of at most 200 characters without control characters; empty when there are no words
 */
export function wordsOf(answer: Answer, veiled: readonly string[]): string {
  if (isPacked(answer.headers)) return "";
  const read = answerValue(answer);
  const words = "value" in read ? textOf(read.value) : plainText(answer);
  return lineOf(words, veiled);
}

/** Words of a stranger as one short clean line; see `wordsOf`. */
export function lineOf(words: string, veiled: readonly string[]): string {
  const line = redacted(veil(words.replace(blank, " ").trim(), veiled));
  return line.length <= mostCharacters ? line : `${line.slice(0, mostCharacters - 1)}…`;
}

/** Whether an answer's body is in one of GitLab's two forms, whatever its head calls it. */
export function isSaid(answer: Answer): boolean {
  if (/json/i.test(answer.headers["content-type"] ?? "")) return true;
  const read = answerValue(answer);
  return "value" in read && textOf(read.value) !== "";
}

/** `message`, `error` and `error_description` of an answer; other objects as `name: its texts`. */
function textOf(value: unknown): string {
  if (typeof value !== "object" || value === null) return "";
  const { message, error, error_description } = value as Record<string, unknown>;
  return [message, error, error_description].map(flat).filter(Boolean).join(": ");
}

/** The texts of `{"error": "…"}` or `{"name": ["is too long"]}`, in order. */
function flat(value: unknown): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(flat).join(", ");
  if (typeof value !== "object" || value === null) return "";
  const parts = Object.entries(value).map(([key, part]) => (key === "error" ? flat(part) : `${key} ${flat(part)}`));
  return parts.join(", ");
}

function plainText({ headers, body }: Answer): string {
  return /^text\/plain/i.test(headers["content-type"] ?? "") ? new TextDecoder().decode(body) : "";
}
