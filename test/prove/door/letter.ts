import { createHmac, createSecretKey, type KeyObject } from "node:crypto";
import type { LambdaFunctionURLEvent } from "aws-lambda";

/** A request as a forger holds it before it is sent: what he may change. */
export interface Letter {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Milliseconds that our clock is ahead of the moment of signing. */
  readonly lateMillis?: number;
  readonly query?: string;
  readonly cookies?: readonly string[];
  /** Default: the body is base64 and is said to be. */
  readonly transport?: "text" | "textCalledBase64" | "base64CalledText";
}

/** Thirty-two bytes that are the same neither backwards nor in part. */
export const secret = `whsec_${Buffer.from(Array.from({ length: 32 }, (_, at) => at * 7 + 1)).toString("base64")}`;
export const key = keyOf(Buffer.from(secret.slice("whsec_".length), "base64"));

export function keyOf(bytes: Uint8Array): KeyObject {
  return createSecretKey(bytes);
}

/** The signature of Standard Webhooks over these bytes, in base64. */
export function digestOf(key: KeyObject, signedText: string, body: Uint8Array, hash = "sha256"): string {
  return createHmac(hash, key).update(signedText).update(body).digest("base64");
}

/** A body as GitLab 19 signs it. */
export function signedLetter(key: KeyObject, id: string, seconds: number | string, body: Uint8Array): Letter {
  return {
    headers: {
      "content-type": "application/json",
      "user-agent": "GitLab/19.1.0",
      "x-gitlab-event": "Job Hook",
      "idempotency-key": id,
      "webhook-id": id,
      "webhook-timestamp": String(seconds),
      "webhook-signature": `v1,${digestOf(key, `${id}.${seconds}.`, body)}`,
    },
    body,
  };
}

/** A body as every GitLab sends it, with the hook's plain token. */
export function tokenLetter(token: string, id: string, body: Uint8Array): Letter {
  return {
    headers: {
      "content-type": "application/json",
      "user-agent": "GitLab/12.0.0",
      "x-gitlab-event": "Job Hook",
      "idempotency-key": id,
      "x-gitlab-token": token,
    },
    body,
  };
}

/** The letter as a function URL hands it over. */
export function sent(letter: Letter, path = "/gitlab/gitlab"): LambdaFunctionURLEvent {
  const bytes = Buffer.from(letter.body);
  const asText = letter.transport === "text" || letter.transport === "textCalledBase64";
  return {
    version: "2.0",
    rawPath: path,
    rawQueryString: letter.query ?? "",
    headers: letter.headers,
    ...(letter.cookies && { cookies: letter.cookies }),
    requestContext: { http: { method: "POST", path } },
    body: bytes.toString(asText ? "utf8" : "base64"),
    isBase64Encoded: letter.transport === undefined || letter.transport === "textCalledBase64",
  } as unknown as LambdaFunctionURLEvent;
}

/** The letter with one header changed; `undefined` takes it away. */
export function withHeader(letter: Letter, name: string, value: string | undefined): Letter {
  const { [name]: _, ...others } = letter.headers;
  return { ...letter, headers: value === undefined ? others : { ...others, [name]: value } };
}
