import { createHash, timingSafeEqual } from "node:crypto";
import { joinKey, type LedgerKey } from "../../core/key.ts";
import type { Speaker } from "../../core/talk.ts";

/** The `state` of a link that is begun: whose it is, and what only the link that we gave them knows. */
export interface LinkState {
  readonly source: string;
  /** Of the chat user. */
  readonly handle: string;
  /** 256 bits. */
  readonly secret: string;
}

const form = /^([A-Za-z0-9_-]{1,400})\.([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{43})$/;

/** As it stands in addresses. */
export function stateText({ source, handle, secret }: LinkState): string {
  return `${Buffer.from(source).toString("base64url")}.${handle}.${secret}`;
}

/** `undefined`: it was not made here. */
export function readState(text: string | null): LinkState | undefined {
  const [, source, handle, secret] = form.exec(text ?? "") ?? [];
  if (source === undefined || handle === undefined || secret === undefined) return undefined;
  return { source: Buffer.from(source, "base64url").toString(), handle, secret };
}

/** Of a chat user: one link at a time is open for each. */
export function handleOf({ provider, team, user }: Speaker): string {
  return createHash("sha256")
    .update(joinKey(provider, team, user))
    .digest("base64url")
    .slice(0, 22);
}

export function linkingsScope(source: string): string {
  return `linking#${joinKey(source)}`;
}

export function linkingKey({ source, handle }: Pick<LinkState, "source" | "handle">): LedgerKey {
  return { scope: linkingsScope(source), key: handle };
}

/** SHA-256, hex: what is secret is kept as this alone. */
export function secretDigest(...parts: readonly string[]): string {
  return createHash("sha256")
    .update(joinKey(...parts))
    .digest("hex");
}

/** Whether two digests are the same, in a time that does not tell how far they are. */
export function isSameDigest(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}
