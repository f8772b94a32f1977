/** What a look at something came to: a value, nothing, or why nobody could look. */
export type Seen<T> = { readonly found: T } | "missing" | Unseen;

/** Why something could not be looked at, as a sentence without a secret, and what would let us. */
export interface Unseen {
  readonly unseen: string;
  /** The IAM action that lacks, or another cure. */
  readonly cure: string;
}

/** The value, where there is one. */
export function found<T>(seen: Seen<T>): T | undefined {
  return typeof seen === "object" && "found" in seen ? seen.found : undefined;
}

/** Whether nobody could look. */
export function isUnseen<T>(seen: Seen<T>): seen is Unseen {
  return typeof seen === "object" && "unseen" in seen;
}

/** What AWS calls that it does not let us. Source: each service's "Common errors" (read 2026-11). */
const denials: ReadonlySet<string> = new Set(["AccessDeniedException", "AccessDenied", "UnauthorizedOperation"]);
const absences: ReadonlySet<string> = new Set(["ResourceNotFoundException", "ParameterNotFound"]);
const strangers: ReadonlySet<string> = new Set([
  "UnrecognizedClientException",
  "InvalidSignatureException",
  "InvalidClientTokenId",
  "ExpiredTokenException",
  "ExpiredToken",
  "IncompleteSignature",
  "MissingAuthenticationTokenException",
]);

/**
 * A look at AWS: what it answers that is no answer becomes a value. Its own words are not passed on, since they may hold
 * what a profile says.
 *
 * @param action the IAM action that the look needs, e.g. `ssm:GetParameters`
 */
export async function looked<T>(action: string, look: () => Promise<T>): Promise<Seen<T>> {
  try {
    return { found: await look() };
  } catch (error) {
    const { name = "an error" } = error instanceof Error ? error : {};
    if (absences.has(name)) return "missing";
    return { unseen: `AWS said ${name} to ${action}`, cure: cureOf(name, action) };
  }
}

function cureOf(name: string, action: string): string {
  if (denials.has(name))
    return `allow ${action} to whom you are in AWS (aws sts get-caller-identity tells), and ask again`;
  if (name === "CredentialsProviderError" || name === "TokenProviderError")
    return "set AWS_PROFILE to a profile that may look at this deployment (after aws sso login, where it needs that), or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";
  if (strangers.has(name))
    return "AWS does not know these credentials, or no longer: sign in again (aws sso login), and look at AWS_REGION";
  return `look at AWS_REGION and the network, then ask again; it needs ${action}`;
}
