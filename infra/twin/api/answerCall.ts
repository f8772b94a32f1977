import type { World } from "../state/world.ts";
import { type Answer, parameterError } from "./answer.ts";
import { authenticate } from "./auth.ts";
import type { Incoming } from "./call.ts";
import { findRoute } from "./routes.ts";

const root = "/api/v4";

/** Answers one request as GitLab's REST API would. */
export function answerCall(world: World, incoming: Incoming): Answer {
  const { method, target, origin } = incoming;
  const { path, query } = splitTarget(target);
  const found = path.startsWith(`${root}/`) ? findRoute(method, path.slice(root.length)) : 404;
  if (found === 404) return parameterError("404 Not Found", 404);
  if (found === 405) return parameterError("405 Not Allowed", 405);
  const token = authenticate(world, incoming);
  if ("status" in token) return token;
  const body = readBody(incoming.body);
  if (!body) return parameterError("message body does not match declared format");
  return found.handle({
    world,
    method,
    token,
    person: token.person,
    params: found.params,
    query: new URLSearchParams(query),
    body,
    address: `${origin}${path}`,
  });
}

function splitTarget(target: string): { path: string; query: string } {
  const mark = target.indexOf("?");
  if (mark < 0) return { path: target, query: "" };
  return { path: target.slice(0, mark), query: target.slice(mark + 1) };
}

function readBody(text: string): Record<string, unknown> | undefined {
  if (text.trim() === "") return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
