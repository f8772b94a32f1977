import type { Refusal } from "../machine/refusal.ts";
import type { Content } from "../state/content.ts";

/** What goes back: a status, headers, and a body that is text, or bytes that are made while they are sent. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Content;
}

export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { "Content-Type": "application/json", ...headers }, body: JSON.stringify(value) };
}

export function text(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { "Content-Type": "text/plain", ...headers }, body };
}

export const noContent: Answer = { status: 204, headers: {}, body: "" };

/** GitLab's own error shape: `{"message": …}`. */
export function refusal({ refused, message, retryAfterSeconds }: Refusal): Answer {
  const wait = retryAfterSeconds === undefined ? {} : { "Retry-After": String(retryAfterSeconds) };
  return json(refused, { message }, wait);
}

/** The error shape of its parameter checks and of unknown routes: `{"error": …}`. */
export function parameterError(error: string, status = 400): Answer {
  return json(status, { error });
}
