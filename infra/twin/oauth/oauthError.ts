import { type Answer, json } from "../api/answer.ts";

/** Source: doorkeeper's config/locales/en.yml, which GitLab's answers come from (read 2026-11). */
const descriptions = {
  invalid_client:
    "Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.",
  invalid_grant:
    "The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.",
  unsupported_grant_type: "The authorization grant type is not supported by the authorization server.",
  unauthorized_client: "You are not authorized to revoke this token",
  invalid_request: "Missing required parameter: code_verifier.",
  not_found: "There is nothing here.",
} as const;

/** `{"error": …, "error_description": …}`. Source: RFC 6749, 5.2. */
export function oauthError(status: number, error: keyof typeof descriptions): Answer {
  return json(status, { error, error_description: descriptions[error] }, { "Cache-Control": "no-store" });
}
