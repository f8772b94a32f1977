import { createHmac, timingSafeEqual } from "node:crypto";
import { type Instant, millis } from "../../core/time.ts";
import type { Knocking } from "../provider.ts";

const windowSeconds = 300;

/**
 * Whether a request comes from somebody who knows one of the secrets, and when it was signed.
 * Source: docs.slack.dev/authentication/verifying-requests-from-slack (read 2026-11). A header that was sent twice has a
 * comma, which neither of the two has.
 *
 * @returns why it is refused for our log only
 */
export function signedAt(
  { headers, body, now }: Knocking,
  secrets: readonly string[],
): { readonly at: Instant; readonly signature: string } | { readonly refused: string } {
  const timestamp = headers["x-slack-request-timestamp"] ?? "";
  const signature = headers["x-slack-signature"] ?? "";
  if (!/^[1-9]\d{0,11}$/.test(timestamp)) return { refused: "x-slack-request-timestamp is missing or malformed" };
  const at = millis(Number(timestamp));
  if (Math.abs(now - at) > millis(windowSeconds))
    return { refused: `x-slack-request-timestamp is more than ${windowSeconds} s away from our clock` };
  if (!/^v0=[0-9a-f]{64}$/.test(signature)) return { refused: "x-slack-signature is missing or malformed" };
  const live = secrets.filter((secret) => secret !== "");
  if (live.length === 0) return { refused: "no secret is configured" };
  const isKnown = live.some((secret) => {
    const digest = createHmac("sha256", secret).update(`v0:${timestamp}:`).update(body).digest("hex");
    return timingSafeEqual(Buffer.from(signature), Buffer.from(`v0=${digest}`));
  });
  return isKnown ? { at, signature } : { refused: "x-slack-signature does not match" };
}
