import { createHmac, timingSafeEqual } from "node:crypto";
import { type Instant, millis } from "../core/time.ts";
import { type Secret, sha256 } from "./secret.ts";

/** A request's headers by their lower-case names; one that was sent twice is joined with a comma. */
export type Headers = Readonly<Record<string, string | undefined>>;

interface Received {
  readonly headers: Headers;
  /** The bytes as they were sent: a body that was parsed and written again has another signature. */
  readonly body: Uint8Array;
  readonly secrets: readonly Secret[];
  readonly now: Instant;
}

const windowSeconds = 300;
const mostSignatures = 10;

/**
 * Whether a delivery comes from somebody who knows one of the secrets. As soon as one of them signs, a plain token is not
 * enough: whoever stole the token would just leave the signature out.
 * Source: docs.gitlab.com/user/project/integrations/webhooks, "Verify the signature" (read 2026-11).
 *
 * @returns the id of the secret that matched, or why the delivery is refused, for our log only
 */
export function isAuthentic(received: Received): { readonly secret: string } | { readonly refused: string } {
  if (received.secrets.length === 0) return { refused: "no secret is configured" };
  const signs = received.secrets.some(({ kind }) => kind === "signing");
  return signs ? checkSignature(received) : checkToken(received);
}

function checkToken({ headers, secrets }: Received): { secret: string } | { refused: string } {
  const token = headers["x-gitlab-token"];
  if (!token) return { refused: "x-gitlab-token is missing" };
  const digest = sha256(token);
  const match = secrets.find((secret) => secret.kind === "token" && timingSafeEqual(secret.digest, digest));
  return match ? { secret: match.id } : { refused: "x-gitlab-token is not the hook's" };
}

function checkSignature({ headers, body, secrets, now }: Received): { secret: string } | { refused: string } {
  const id = headers["webhook-id"] ?? "";
  const timestamp = headers["webhook-timestamp"] ?? "";
  const signatures = (headers["webhook-signature"] ?? "").split(" ");
  // a dot in the id could move the border between the id and the time
  if (!/^[\w-]{1,128}$/.test(id)) return { refused: "webhook-id is missing or malformed" };
  if (!/^[1-9]\d{0,11}$/.test(timestamp)) return { refused: "webhook-timestamp is missing or malformed" };
  if (Math.abs(now - millis(Number(timestamp))) > millis(windowSeconds))
    return { refused: `webhook-timestamp is more than ${windowSeconds} s away from our clock` };
  if (!signatures.every((signature) => /^[^\s,]+,[^\s,]+$/.test(signature)))
    return { refused: "webhook-signature is missing or malformed" };

  const candidates = signatures.slice(0, mostSignatures);
  for (const secret of secrets) {
    if (secret.kind !== "signing") continue;
    const digest = createHmac("sha256", secret.key).update(`${id}.${timestamp}.`).update(body).digest("base64");
    if (candidates.some((candidate) => isSame(candidate, `v1,${digest}`))) return { secret: secret.id };
  }
  return { refused: "webhook-signature does not match" };
}

/** Compared as text: a lenient base64 reader would take several spellings for one signature. */
function isSame(candidate: string, expected: string): boolean {
  const [left, right] = [Buffer.from(candidate), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}
