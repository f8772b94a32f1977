/**
 * GitLab's own sentences, in which nothing is quoted, behind the status.
 * Source: gitlabhq lib/api/helpers.rb, lib/api/ci/jobs.rb, lib/api/api_guard.rb (read 2026-11).
 */
const sentences: readonly string[] = [
  "Bad request",
  "Bad request - Unplayable Job",
  "Unauthorized",
  "invalid_token: Token is expired. You can either do re-authorization or token refresh.",
  "invalid_token: Token was revoked. You have to re-authorize from the user.",
  "Forbidden",
  "Forbidden - Job is not retryable",
  "insufficient_scope: The request requires higher privileges than provided by the access token.",
  "insufficient_granular_scope:",
  "Not Found",
  "Not found",
  "Job Not Found",
  "Project Not Found",
  "Not Allowed",
  "Action temporarily disabled. The project this job belongs to is undergoing stats refresh.",
  "This endpoint has been requested too many times. Try again later.",
  "Too Many Requests",
  "Retry later",
  "Internal Server Error",
];

/** Source: gitlabhq lib/ci/inputs, app/services/ci/inputs (read 2026-11). */
function sentencesAbout(name: string): string[] {
  const input = `Bad request - \`${name}\` input:`;
  const kinds = ["a string", "a number", "a boolean", "an array"].map((kind) => `provided value is not ${kind}`);
  const endings = [
    ...kinds,
    "required value has not been provided",
    "provided value does not match required RegEx pattern",
  ];
  return [input, ...endings.map((ending) => `${input} ${ending}`), `Bad request - Unknown input: ${name}`];
}

/**
 * What GitLab said to a request that gave values, as far as it certainly repeats none of them: an echo may be escaped in many
 * ways, wrapped or cut short, so that looking for the values would not find them all.
 *
 * @param words a status and what was said with it
 * @param names of the variables and inputs, which may be told
 */
export function plainWords(words: string, names: readonly string[]): string {
  const status = words.slice(0, 3);
  const said = words.slice(4);
  if (said === "") return status;
  const known = [...sentences, "Bad request - Unknown inputs:", ...names.flatMap(sentencesAbout)]
    .filter((sentence) => said.startsWith(sentence) && !/\w/.test(said.charAt(sentence.length)))
    .reduce((longest, sentence) => (sentence.length > longest.length ? sentence : longest), "");
  return known === said ? words : `${`${status} ${known}`.trimEnd()} … (words that may quote a value are left out)`;
}
