import { passTime } from "../machine/pass.ts";
import type { World } from "../state/world.ts";
import { parameterError } from "./answer.ts";
import { authenticate } from "./auth.ts";
import type { Handled, Incoming } from "./call.ts";
import { readForm } from "./form.ts";
import { answerGraphql } from "./graphql/answerGraphql.ts";
import { findRoute } from "./routes.ts";
import { hasRoute } from "./vintages.ts";

const root = "/api/v4";

/** Answers one request as GitLab's REST API would. */
export function answerCall(world: World, incoming: Incoming): Handled {
  const { method, target, origin } = incoming;
  const { path, query } = splitTarget(target);
  passTime(world);
  if (path === "/api/graphql" && method === "POST" && hasRoute(world.vintage, "POST", "/graphql"))
    return answerGraphql(world, incoming);
  const found = path.startsWith(`${root}/`)
    ? findRoute({ vintage: world.vintage, method, path: path.slice(root.length) })
    : 404;
  if (found === 404) return parameterError("404 Not Found", 404);
  if (found === 405) return parameterError("405 Not Allowed", 405);
  const parameters = new URLSearchParams(query);
  const sender = authenticate(world, { incoming, query: parameters, route: found.name });
  if ("status" in sender) return sender;
  const body = readBody(incoming);
  if (!body) return parameterError("message body does not match declared format");
  return found.handle({
    world,
    method,
    token: sender.token,
    person: sender.token.person,
    tokenJob: sender.job,
    range: incoming.headers.range,
    params: found.params,
    query: parameters,
    body,
    address: `${origin}${path}`,
  });
}

function splitTarget(target: string): { path: string; query: string } {
  const mark = target.indexOf("?");
  if (mark < 0) return { path: target, query: "" };
  return { path: target.slice(0, mark), query: target.slice(mark + 1) };
}

function readBody({ headers, body: text }: Incoming): Readonly<Record<string, unknown>> | undefined {
  if (headers["content-type"]?.startsWith("application/x-www-form-urlencoded")) return readForm(text);
  if (text.trim() === "") return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
