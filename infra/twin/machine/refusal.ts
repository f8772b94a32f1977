/** GitLab's no. `status` and `message` are what its API answers. Source: gitlabhq lib/api/helpers.rb (read 2026-11). */
export interface Refusal {
  readonly refused: 400 | 403 | 404 | 409 | 422 | 429;
  readonly message: string | { readonly error: string };
  readonly retryAfterSeconds?: number;
}

export function forbidden(reason?: string): Refusal {
  return { refused: 403, message: reason ? `403 Forbidden - ${reason}` : "403 Forbidden" };
}

export function badRequest(reason: string): Refusal {
  return { refused: 400, message: `400 Bad request - ${reason}` };
}

export function conflict(message: string): Refusal {
  return { refused: 409, message };
}

/** `404 Project Not Found`. */
export function notFound(what: string): Refusal {
  return { refused: 404, message: `404 ${what} Not Found` };
}

/** Nothing there, or no licence for it: what an unknown route answers too, in another shape. */
export const nothing: Refusal = { refused: 404, message: "404 Not Found" };

/** No row of that id: the words differ from `notFound` in GitLab too. */
export function noRecord(): Refusal {
  return { refused: 404, message: "404 Not found" };
}

/** One of GitLab's own limits, not the one at its door. Source: gitlabhq lib/api/helpers/rate_limiter.rb (read 2026-11). */
export function throttled(): Refusal {
  const error = "This endpoint has been requested too many times. Try again later.";
  return { refused: 429, message: { error }, retryAfterSeconds: 60 };
}
