import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** What Mattermost keeps of a button of ours and gives back with a click. No client ever gets it. */
export interface Context {
  readonly token: string;
  /** A click in a direct message names no team. */
  readonly team: string;
  /** What answers hang on: a post's id, or `post` for the one that shows the button. */
  readonly thread?: string;
  readonly key: string;
}

/**
 * The context of a button. A click is not signed, so its context is a secret between the server and us: the token says what
 * is done and was sealed for one channel; the key shows that we gave the server the whole of it. Mattermost takes it out of
 * every post before people, bots and other integrations see it, and ciphers it where a client must carry it. Who reads the
 * server's database, or runs a plugin in it, can read it all the same: only a signed trigger keeps them from clicking in
 * somebody else's name.
 *
 * Source: github.com/mattermost/mattermost, server/public/model/integration_action.go, `StripActionIntegrations` and
 * `AddPostActionCookies` (read 2026-11).
 */
export function sealedContext(given: Omit<Context, "key">, secret: string): Context {
  return { ...given, key: keyOf(given, secret) };
}

/** Whether we gave it, with one of the secrets. */
export function isOurs(context: Context, secrets: readonly string[]): boolean {
  return isAnyOf(
    context.key,
    secrets.map((secret) => keyOf(context, secret)),
  );
}

/** Compares with all of them, in a time that tells nothing about any. */
export function isAnyOf(given: string, secrets: readonly string[]): boolean {
  const digest = digestOf(given);
  return secrets.filter((secret) => timingSafeEqual(digest, digestOf(secret))).length > 0;
}

function keyOf({ token, team, thread }: Omit<Context, "key">, secret: string): string {
  const text = JSON.stringify(["mattermost button", token, team, thread ?? null]);
  return createHmac("sha256", secret).update(text).digest("base64url");
}

function digestOf(text: string): Uint8Array {
  return createHash("sha256").update(text).digest();
}
