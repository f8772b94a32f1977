import type { Token } from "../state/person.ts";
import type { World } from "../state/world.ts";
import { type Answer, json } from "./answer.ts";
import type { Incoming } from "./call.ts";

/**
 * Whose request it is, or GitLab's refusal.
 * Source: docs.gitlab.com/api/rest/authentication (read 2026-11).
 */
export function authenticate(world: World, { headers, method }: Incoming): Token | Answer {
  const [, bearer] = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? "") ?? [];
  const given = headers["private-token"] ?? bearer;
  const token = world.tokens.find(({ text }) => text === given);
  if (!token) return json(401, { message: "401 Unauthorized" });
  if (token.expiresAt !== null && token.expiresAt <= world.clock()) return expired;
  if (token.scope === "read_api" && method !== "GET") return insufficientScope;
  return token;
}

const expired = json(401, {
  error: "invalid_token",
  error_description: "Token is expired. You can either do re-authorization or token refresh.",
});

const insufficientScope = json(403, {
  error: "insufficient_scope",
  error_description: "The request requires higher privileges than provided by the access token.",
  scope: "api",
});
