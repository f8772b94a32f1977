import type { TestContext } from "node:test";
import { answerCall } from "../../../infra/twin/api/answerCall.ts";
import { serveTwin } from "../../../infra/twin/serve.ts";
import type { Twin } from "../../../infra/twin/twin.ts";

/** One way to ask a GitLab below `/api/v4`; redirects are shown, not followed. */
export type Face = (method: string, path: string, asked?: Asked) => Promise<Reply>;

export interface Asked {
  /** `null`: none. Default: the bot's. */
  readonly token?: string | null;
  /** Sent as JSON; a text as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Reply {
  readonly status: number;
  /** By their lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: answers are read as a client without our types would
  readonly json: any;
}

export type MakeFace = (t: TestContext, twin: Twin) => Promise<Face>;

/** The twin's core, and what others see of it. */
export const faces: Readonly<Record<string, MakeFace>> = { "in process": makeInProcess, "over HTTP": makeOverHttp };

async function makeInProcess(_t: TestContext, twin: Twin): Promise<Face> {
  return async (method, path, asked = {}) => {
    const answer = await answerCall(twin.world, {
      method,
      target: `/api/v4${path}`,
      headers: headersOf(twin, asked, (name) => name.toLowerCase()),
      body: bodyOf(asked) ?? "",
      origin: twin.world.url,
    });
    const pieces = typeof answer.body === "string" ? [Buffer.from(answer.body)] : [...answer.body.read()];
    const headers = Object.entries(answer.headers).map(([name, value]) => [name.toLowerCase(), value] as const);
    return replyOf(answer.status, Object.fromEntries(headers), Buffer.concat(pieces).toString());
  };
}

async function makeOverHttp(t: TestContext, twin: Twin): Promise<Face> {
  const served = await serveTwin(twin);
  t.after(() => served.close());
  return async (method, path, asked = {}) => {
    const body = bodyOf(asked);
    const headers = headersOf(twin, asked, (name) => name);
    const init = { method, headers, redirect: "manual", ...(body !== undefined && { body }) } as const;
    const response = await fetch(`${served.url}/api/v4${path}`, init);
    return replyOf(response.status, Object.fromEntries(response.headers), await response.text());
  };
}

function headersOf(
  twin: Twin,
  { token = twin.bot.token, body, headers = {} }: Asked,
  named: (name: string) => string,
): Record<string, string> {
  const all = {
    ...(token !== null && { "PRIVATE-TOKEN": token }),
    ...(body !== undefined && { "Content-Type": "application/json" }),
    ...headers,
  };
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [named(name), value]));
}

function bodyOf({ body }: Asked): string | undefined {
  return body === undefined || typeof body === "string" ? body : JSON.stringify(body);
}

function replyOf(status: number, headers: Record<string, string>, text: string): Reply {
  const isJson = headers["content-type"]?.startsWith("application/json") && text !== "";
  return { status, headers, text, json: isJson ? JSON.parse(text) : undefined };
}
