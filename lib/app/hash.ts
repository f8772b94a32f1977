import { createHash } from "node:crypto";

/** A short fingerprint of plain values: equal for equal values, key by key in their order. */
export function hashOf(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("base64url").slice(0, 22);
}
