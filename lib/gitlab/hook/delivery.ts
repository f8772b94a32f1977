import { createHash } from "node:crypto";
import type { Instant } from "../../core/time.ts";
import type { Headers } from "../signature.ts";

/** What is known about a hook beside its body. */
export interface Delivery {
  readonly id: string;
  readonly source: string;
  readonly receivedAt: Instant;
  /** `x-gitlab-event`, e.g. `Job Hook`: for words only, since no signature covers it. */
  readonly eventHeader?: string;
}

/** What every event has of its delivery. */
export function heardFields({ id, source, receivedAt }: Delivery) {
  return { id, source, receivedAt };
}

/**
 * The delivery's id: `webhook-id` (GitLab 19), else `idempotency-key` (17.4), else one made from the body, the same for
 * the same body. "Resend" in GitLab sends the same id again.
 */
export function deliveryId(headers: Headers, body: Uint8Array): string {
  const given = [headers["webhook-id"], headers["idempotency-key"]].find((id) => id && /^[\x21-\x7e]{1,128}$/.test(id));
  return given ?? `sha256:${createHash("sha256").update(body).digest("hex").slice(0, 32)}`;
}
