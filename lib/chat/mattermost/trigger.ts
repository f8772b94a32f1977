import { createPublicKey, type KeyObject, verify } from "node:crypto";
import { SettingsError } from "../../core/errors.ts";
import type { Instant } from "../../core/time.ts";

/** What Mattermost says about one command or click in its `trigger_id`. */
export interface Trigger {
  /** Of this one command or click. */
  readonly id: string;
  readonly user: string;
  readonly at: Instant;
}

/**
 * Reads a trigger: base64 of `id:user:milliseconds:signature`, signed (ECDSA over SHA-256) with a key that only the server
 * has. It is signed for no receiver: other integrations of the same server get such triggers of whoever uses them, so a
 * trigger says who and when, never what.
 *
 * Source: github.com/mattermost/mattermost, server/public/model/integration_action.go, `GenerateTriggerId` (read 2026-11).
 *
 * @param keys the server's public keys; none: the signature is not looked at
 * @returns `undefined` when it is no trigger, or none of the keys signed it
 */
export function readTrigger(text: string, keys: readonly KeyObject[]): Trigger | undefined {
  if (text.length > mostCharacters || !base64.test(text)) return undefined;
  const [id = "", user = "", moment = "", signature = "", ...more] = Buffer.from(text, "base64")
    .toString("latin1")
    .split(":");
  if (more.length > 0 || !isId(id) || !isId(user) || !/^\d{13}$/.test(moment)) return undefined;
  if (!base64.test(signature)) return undefined;
  const signed = Buffer.from(`${id}:${user}:${moment}:`);
  if (keys.length > 0 && !keys.some((key) => isSigned(signed, Buffer.from(signature, "base64"), key))) return undefined;
  return { id, user, at: Number(moment) };
}

/** The form of all of Mattermost's ids. Source: server/public/model/utils.go, `NewId` (read 2026-11). */
export function isId(text: string): boolean {
  return /^[a-z0-9]{26}$/.test(text);
}

/** A public key as Mattermost tells it: base64 of its DER form. @throws SettingsError for no such key */
export function signingKey(text: string): KeyObject {
  try {
    return createPublicKey({ key: Buffer.from(text, "base64"), format: "der", type: "spki" });
  } catch {
    throw new SettingsError(
      "a signing key of Mattermost is none: copy AsymmetricSigningPublicKey of its configuration",
    );
  }
}

const mostCharacters = 1_000;
const base64 = /^[A-Za-z0-9+/]+={0,2}$/;

function isSigned(signed: Uint8Array, signature: Uint8Array, key: KeyObject): boolean {
  try {
    return verify("sha256", signed, { key, dsaEncoding: "der" }, signature);
  } catch {
    return false;
  }
}
