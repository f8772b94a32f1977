import { createHmac } from "node:crypto";
import type { Instant } from "../core/time.ts";

/**
 * The headers by which a delivery is believed: a signature as GitLab makes it, or the plain token.
 * Source: docs.gitlab.com/user/project/integrations/webhooks, "Verify the signature" (read 2026-11).
 */
export function signedHeaders({
  secret,
  id,
  now,
  body,
}: {
  secret: string;
  id: string;
  now: Instant;
  body: Uint8Array;
}): Record<string, string> {
  if (!secret.startsWith("whsec_")) return { "x-gitlab-token": secret, "idempotency-key": id };
  const timestamp = String(Math.floor(now / 1000));
  const key = Buffer.from(secret.slice("whsec_".length), "base64");
  const digest = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${digest}` };
}
