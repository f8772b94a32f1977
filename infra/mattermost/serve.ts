import type { ServerResponse } from "node:http";
import { type Listening, listen } from "../twin/listen.ts";
import { type Answer, json, text, wrong } from "./answer.ts";
import { answerApi } from "./api.ts";
import { answerHook } from "./hooks.ts";
import type { Mattermost } from "./mattermost.ts";
import type { Fault, Seen, World } from "./world.ts";

/** What `listen` tells of a request. */
type Incoming = NonNullable<Parameters<Parameters<typeof listen>[1]>[0]>;

/**
 * Serves a Mattermost's API and response URLs, on this machine only. Its address is known to it from then on.
 *
 * @param port 0 or missing: any free one
 * @throws Error when the port is taken
 */
export async function serveMattermost({ world }: Mattermost, port = 0): Promise<Listening> {
  const served = await listen(port, async (incoming, response) => exchange(world, incoming, response));
  world.url = served.url;
  return served;
}

function exchange(world: World, incoming: Incoming | undefined, response: ServerResponse): void {
  if (!incoming) {
    send(response, text(413, "too large"));
    return;
  }
  const { method, target, headers } = incoming;
  const way = `${method} ${target.split("?")[0]}`;
  const seen: Seen = { method, path: target, authorization: headers.authorization ?? "", status: 0 };
  world.requests.push(seen);
  const fault = struck(world, way);
  if (fault?.kind === "hang") return;
  if (fault?.kind === "drop") {
    response.destroy();
    return;
  }
  const answer = fault && fault.kind !== "lose" ? troubled(fault) : answered(world, way, incoming);
  if (fault?.kind === "lose") {
    response.destroy();
    return;
  }
  seen.status = answer.status;
  send(response, answer);
}

function struck(world: World, way: string): Fault | undefined {
  const fault = world.faults.find(({ on, times }) => way.startsWith(on) && times > 0);
  if (fault) fault.times--;
  return fault;
}

function troubled({ kind, status = 500, headers = {}, body }: Fault): Answer {
  if (kind === "page")
    return { status, headers: { "content-type": "text/html", ...headers }, body: "<html>proxy</html>" };
  if (kind === "flood") return json(status, { id: "a".repeat(26), message: "x".repeat(4_000_000) });
  if (kind === "redirect") return { status, headers, body: "" };
  // as the rate limiter and the API say no
  const said = status === 429 ? text(429, "limit exceeded") : wrong(status, "api.fault", body ?? "fault");
  return { ...said, headers: { ...said.headers, ...headers } };
}

function answered(world: World, way: string, { headers, body }: Incoming): Answer {
  const hook = /^POST \/hooks\/commands\/([A-Za-z0-9]+)$/.exec(way)?.[1];
  const isJson = /^application\/json\b/.test(headers["content-type"] ?? "");
  if (hook !== undefined) return answerHook(world, hook, { body, isJson });
  const token = /^Bearer (.+)$/i.exec(headers.authorization ?? "")?.[1] ?? "";
  return answerApi(world, { way, token, body }) ?? wrong(404, "api.context.404.app_error");
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { ...headers, "content-length": String(Buffer.byteLength(body)) });
  response.end(body);
}
