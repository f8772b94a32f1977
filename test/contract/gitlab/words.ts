// GitLab's refusals, as lib/api/helpers.rb words them (read 2026-11).

export const forbidden = [403, { message: "403 Forbidden" }];
export const notRetryable = [403, { message: "403 Forbidden - Job is not retryable" }];
export const notErasable = [403, { message: "403 Forbidden - Job is not erasable!" }];
export const unplayable = [400, { message: "400 Bad request - Unplayable Job" }];
export const noRecord = [404, { message: "404 Not found" }];
export const noProject = [404, { message: "404 Project Not Found" }];
export const unauthorized = [401, { message: "401 Unauthorized" }];
export const tooMany = [
  429,
  { message: { error: "This endpoint has been requested too many times. Try again later." } },
];
export const statsRefresh = [
  409,
  { message: "Action temporarily disabled. The project this pipeline belongs to is undergoing stats refresh." },
];

/** Of its parameter checks. */
export function wrong(error: string): unknown[] {
  return [400, { error }];
}
