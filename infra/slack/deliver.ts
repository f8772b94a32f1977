import { createHmac } from "node:crypto";

/** What goes wrong with a request on purpose. */
export interface Tampering {
  /** It claims to have been signed so long ago; less than 0: in the future. */
  readonly ageSeconds?: number;
  /** Signed with that secret instead. */
  readonly secret?: string;
  /** In the body, whatever is true. */
  readonly workspace?: string;
  /** Changes the body after it was signed. */
  readonly body?: (signed: string) => string;
  /** Instead of Slack's, or beside them; an empty text leaves one out. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request as it was sent: enough to send it again. */
export interface Letter {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What came back within three seconds. */
export type Answered =
  | { readonly status: number; readonly type: string; readonly body: string }
  /** Slack's own words for it. */
  | { readonly error: "operation_timeout" | "dispatch_failed" };

/** Signs as Slack does. Source: docs.slack.dev/authentication/verifying-requests-from-slack (read 2026-11). */
export function signedLetter(
  { url, body }: Pick<Letter, "url" | "body">,
  { secret, now, tampering = {} }: { readonly secret: string; readonly now: number; readonly tampering?: Tampering },
): Letter {
  const timestamp = String(Math.floor(now / 1000) - (tampering.ageSeconds ?? 0));
  const mac = createHmac("sha256", tampering.secret ?? secret).update(["v0", timestamp, body].join(":"));
  const headers = {
    "content-type": "application/x-www-form-urlencoded",
    "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
    "x-slack-request-timestamp": timestamp,
    "x-slack-signature": `v0=${mac.digest("hex")}`,
    ...tampering.headers,
  };
  return {
    url,
    headers: Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== "")),
    body: tampering.body?.(body) ?? body,
  };
}

/**
 * Slack waits three seconds, of real time.
 * Source: docs.slack.dev/interactivity/implementing-slash-commands, "Responding" (read 2026-11).
 */
export async function post({ url, headers, body }: Letter, timeoutMillis: number): Promise<Answered> {
  try {
    const answer = await fetch(url, {
      method: "POST",
      headers,
      body,
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMillis),
    });
    const type = answer.headers.get("content-type") ?? "";
    return { status: answer.status, type, body: await answer.text() };
  } catch (error) {
    const isLate = error instanceof Error && error.name === "TimeoutError";
    return { error: isLate ? "operation_timeout" : "dispatch_failed" };
  }
}
