import type { Refusal } from "../machine/refusal.ts";

/** What goes back: a status, headers, and a body that is already text. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { "Content-Type": "application/json", ...headers }, body: JSON.stringify(value) };
}

export function text(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { "Content-Type": "text/plain", ...headers }, body };
}

export const noContent: Answer = { status: 204, headers: {}, body: "" };

/** GitLab's own error shape: `{"message": …}`. */
export function refusal({ refused, message }: Refusal): Answer {
  return json(refused, { message });
}

/** The error shape of its parameter checks and of unknown routes: `{"error": …}`. */
export function parameterError(error: string, status = 400): Answer {
  return json(status, { error });
}
