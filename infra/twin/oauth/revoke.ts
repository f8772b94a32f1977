import { type Answer, json } from "../api/answer.ts";
import type { Incoming } from "../api/call.ts";
import type { World } from "../state/world.ts";
import { clientOf } from "./client.ts";
import { oauthError } from "./oauthError.ts";

/**
 * `POST /oauth/revoke`: of a token that is unknown nothing else is said.
 * Source: docs.gitlab.com/api/oauth2, "Revoke a token", gitlabhq app/controllers/oauth/tokens_controller.rb (read 2026-11).
 */
export function revoke(world: World, incoming: Incoming, form: URLSearchParams): Answer {
  const application = clientOf(world, incoming, form);
  if (!application) return oauthError(403, "unauthorized_client");
  const token = world.tokens.find(({ text }) => text === form.get("token"));
  if (token && token.application !== application) return oauthError(403, "unauthorized_client");
  if (token) token.isRevoked = true;
  return json(200, {});
}
