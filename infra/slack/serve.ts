import type { ServerResponse } from "node:http";
import { type Listening, listen } from "../twin/listen.ts";
import { call } from "./api.ts";
import { reply } from "./replies.ts";
import { jsonOf } from "./shown.ts";
import type { Slack } from "./slack.ts";

export interface ServedSlack extends Listening {
  /** `http://127.0.0.1:PORT`: the origin of its response URLs, which the app must allow. */
  readonly url: string;
  /** Where its Web API is: the app's `apiUrl`. */
  readonly apiUrl: string;
}

interface Incoming {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Serves a Slack's Web API and its response URLs, on this machine only.
 *
 * @param port default: any free one
 * @throws Error when the port is taken
 */
export async function serveSlack(slack: Slack, port = 0): Promise<ServedSlack> {
  const served = await listen(port, async (incoming, response) => {
    if (!incoming) return send(response, { status: 413, body: "" });
    exchange(slack, incoming, response);
  });
  slack.world.url = served.url;
  return { ...served, apiUrl: `${served.url}/api` };
}

function exchange(slack: Slack, incoming: Incoming, response: ServerResponse): void {
  const [, room = "", part = ""] = new URL(incoming.target, "http://slack").pathname.split("/");
  const fault = slack.faults.take(room === "api" ? part : "reply");
  const isHeard = fault !== "reset" && fault !== "error";
  const answer = isHeard ? answered(slack, incoming) : { status: 500, body: "" };
  if (fault === "reset" || fault === "resetAfter") response.socket?.resetAndDestroy();
  else if (fault !== "late") send(response, fault === "nonsense" ? webPage : answer);
}

const webPage: Answer = { status: 200, headers: { "content-type": "text/html" }, body: "<html>Slack is down</html>" };

function answered(slack: Slack, { method, target, headers, body }: Incoming): Answer {
  const [, room, ...parts] = new URL(target, "http://slack").pathname.split("/");
  if (method !== "POST") return { status: 405, body: "" };
  if (room === "api") {
    const token = /^Bearer (\S+)$/.exec(headers.authorization ?? "")?.[1];
    const said = call(slack, parts.join("/"), { token, body: bodyOf(headers["content-type"], body) });
    const wait = "retryAfterSeconds" in said ? said.retryAfterSeconds : undefined;
    if (wait === undefined) return json(200, said);
    return json(429, { ok: false, error: "ratelimited" }, { "retry-after": String(wait) });
  }
  if (room !== "commands" && room !== "actions") return { status: 404, body: "" };
  const done = reply(slack.world, parts.at(-1) ?? "", bodyOf(headers["content-type"], body));
  return done.error === undefined ? { status: 200, body: "ok" } : json(done.status, { ok: false, error: done.error });
}

function bodyOf(type: string | undefined, body: string): unknown {
  return /^application\/json/.test(type ?? "") ? jsonOf(body) : Object.fromEntries(new URLSearchParams(body));
}

function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return {
    status,
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
    body: JSON.stringify(value),
  };
}

function send(response: ServerResponse, { status, headers = {}, body }: Answer): void {
  response.writeHead(status, headers).end(body);
}
