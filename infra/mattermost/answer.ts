/** An answer of the server. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function json(status: number, value: unknown): Answer {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(value) };
}

export function text(status: number, body: string): Answer {
  return { status, headers: { "content-type": "text/plain" }, body };
}

/**
 * An error as the API tells it.
 * Source: github.com/mattermost/mattermost, server/public/model/utils.go, `AppError` (read 2026-11).
 */
export function wrong(status: number, id: string, message = id): Answer {
  return json(status, { id, message, detailed_error: "", request_id: "", status_code: status });
}
