import { createHmac } from "node:crypto";
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { releases } from "../api/vintages.ts";
import type { World } from "../state/world.ts";
import type { Delivery, Hook, Letter } from "./hook.ts";
import { eventName, headersAsOf } from "./vintages.ts";

/**
 * Sends one event once, and never throws: what happened is in the delivery. Redirects are not followed.
 * Source: docs.gitlab.com/user/project/integrations/webhooks, "Delivery headers" and "Verify the signature" (read 2026-11).
 */
export async function post(world: World, letter: Letter): Promise<Delivery> {
  const { hook, event, body } = letter;
  const headers = headersOf(world, letter);
  const sent = {
    id: world.ids.next("delivery"),
    at: world.clock(),
    hookId: hook.id,
    event,
    url: hook.url,
    headers,
    body,
  };
  if (letter.error !== undefined) return { ...sent, error: letter.error };
  try {
    return { ...sent, ...(await exchange(sent, world.settings.hookTimeoutSeconds)) };
  } catch (error) {
    return { ...sent, error: error instanceof Error ? error.message : String(error) };
  }
}

function headersOf(world: World, letter: Letter): Record<string, string> {
  const { hook, event, body, eventUuid, idempotencyKey } = letter;
  const timestamp = String(Math.floor(world.clock() / 1000));
  const own = headersAsOf(world.vintage, {
    "Content-Type": "application/json",
    "User-Agent": `GitLab/${releases[world.vintage].version}`,
    "X-Gitlab-Event": eventName(world.vintage, event),
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
  });
  return { ...customHeaders(hook, Object.keys(own)), ...own };
}

/** Those of the hook's owner, as far as they override none of GitLab's. */
export function customHeaders({ headers = {} }: Hook, taken: readonly string[] = []): Record<string, string> {
  const names = taken.map((name) => name.toLowerCase());
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name.toLowerCase())));
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
