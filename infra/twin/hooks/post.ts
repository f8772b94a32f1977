import { createHmac } from "node:crypto";
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import type { World } from "../state/world.ts";
import type { Delivery, Queued } from "./hook.ts";

/**
 * Sends one event once, and never throws: what happened is in the delivery. Redirects are not followed.
 * Source: docs.gitlab.com/user/project/integrations/webhooks, "Delivery headers" and "Verify the signature" (read 2026-11).
 */
export async function post(world: World, queued: Queued, timeoutSeconds: number): Promise<Delivery> {
  const { hook, event, body } = queued;
  const headers = headersOf(world, queued);
  const sent = { hookId: hook.id, event, url: hook.url, headers, body };
  try {
    return { ...sent, ...(await exchange(sent, timeoutSeconds)) };
  } catch (error) {
    return { ...sent, error: error instanceof Error ? error.message : String(error) };
  }
}

function headersOf(world: World, { hook, event, body, eventUuid, idempotencyKey }: Queued): Record<string, string> {
  const timestamp = String(Math.floor(world.clock() / 1000));
  return {
    "Content-Type": "application/json",
    "User-Agent": "GitLab/19.2.0",
    "X-Gitlab-Event": event,
    "X-Gitlab-Webhook-UUID": world.ids.uuid("delivery"),
    "X-Gitlab-Instance": world.url,
    "X-Gitlab-Event-UUID": eventUuid,
    "Idempotency-Key": idempotencyKey,
    "webhook-id": idempotencyKey,
    "webhook-timestamp": timestamp,
    ...(hook.token !== undefined && { "X-Gitlab-Token": hook.token.replace(/[\r\n]/g, "") }),
    ...(hook.signingToken !== undefined && {
      "webhook-signature": signature(hook.signingToken, `${idempotencyKey}.${timestamp}.${body}`),
    }),
  };
}

function signature(signingToken: string, message: string): string {
  const key = Buffer.from(signingToken.replace(/^whsec_/, ""), "base64");
  return `v1,${createHmac("sha256", key).update(message).digest("base64")}`;
}

function exchange(
  { url, headers, body }: { url: string; headers: Record<string, string>; body: string },
  timeoutSeconds: number,
): Promise<{ status: number; answer: string }> {
  const send = url.startsWith("https:") ? requestHttps : requestHttp;
  const bytes = Buffer.from(body);
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(timeoutSeconds * 1000);
    const request = send(url, { method: "POST", signal, headers: { ...headers, "Content-Length": bytes.length } });
    request.on("error", (error) => reject(signal.aborted ? new Error(`no answer in ${timeoutSeconds} s`) : error));
    request.on("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => resolve({ status: response.statusCode ?? 0, answer: Buffer.concat(chunks).toString() }));
    });
    request.end(bytes);
  });
}
