import type { Answer } from "../api/answer.ts";
import type { Incoming } from "../api/call.ts";
import { passTime } from "../machine/pass.ts";
import type { World } from "../state/world.ts";
import { decide, showAuthorize } from "./authorize.ts";
import { oauthError } from "./oauthError.ts";
import { revoke } from "./revoke.ts";
import { exchange } from "./token.ts";

export const oauthRoot = "/oauth/";

const deeds: Readonly<Record<string, (world: World, incoming: Incoming, given: URLSearchParams) => Answer>> = {
  "GET /oauth/authorize": (world, _, query) => showAuthorize(world, query),
  "POST /oauth/authorize": (world, _, form) => decide(world, form),
  "POST /oauth/token": exchange,
  "POST /oauth/revoke": revoke,
};

/** GitLab as one who says who people are. Source: docs.gitlab.com/api/oauth2 (read 2026-11). */
export function answerOauth(world: World, incoming: Incoming): Answer {
  const { method, target, body, headers } = incoming;
  const [path = "", query = ""] = target.split("?");
  const deed = deeds[`${method} ${path}`];
  if (!deed) return oauthError(404, "not_found");
  passTime(world);
  const isForm = headers["content-type"]?.startsWith("application/x-www-form-urlencoded");
  return deed(world, incoming, new URLSearchParams(method === "GET" ? query : isForm ? body : ""));
}
