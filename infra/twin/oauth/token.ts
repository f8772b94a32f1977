import { createHash } from "node:crypto";
import { type Answer, json } from "../api/answer.ts";
import type { Incoming } from "../api/call.ts";
import type { Application } from "../state/application.ts";
import type { Grant } from "../state/grant.ts";
import { shaOf } from "../state/ids.ts";
import type { World } from "../state/world.ts";
import { clientOf } from "./client.ts";
import { oauthError } from "./oauthError.ts";

const codeMillis = 10 * 60_000;
const tokenSeconds = 7_200;

/**
 * `POST /oauth/token`: a code for a token, once. Its refresh token opens nothing here.
 * Source: docs.gitlab.com/api/oauth2, gitlabhq config/initializers/doorkeeper.rb, doorkeeper's
 * lib/doorkeeper/oauth/authorization_code_request.rb (read 2026-11).
 */
export function exchange(world: World, incoming: Incoming, form: URLSearchParams): Answer {
  const application = clientOf(world, incoming, form);
  if (!application) return oauthError(401, "invalid_client");
  if (form.get("grant_type") !== "authorization_code") return oauthError(400, "unsupported_grant_type");
  const grant = world.grants.find(({ code }) => code === form.get("code"));
  const verifier = form.get("code_verifier");
  if (grant?.challenge && !verifier) return oauthError(400, "invalid_request");
  if (!grant || !fits(grant, { application, form, now: world.clock() })) return oauthError(400, "invalid_grant");
  grant.isUsed = true;
  return given(world, grant);
}

interface Asked {
  readonly application: Application;
  readonly form: URLSearchParams;
  readonly now: number;
}

function fits(grant: Grant, { application, form, now }: Asked): boolean {
  const { challenge } = grant;
  const verifier = form.get("code_verifier");
  const isProven =
    challenge === null
      ? !verifier
      : createHash("sha256")
          .update(verifier ?? "")
          .digest("base64url") === challenge;
  const isFresh = !grant.isUsed && now < grant.createdAt + codeMillis;
  return isProven && isFresh && grant.application === application && form.get("redirect_uri") === grant.redirectUri;
}

function given(world: World, { application, person, scope, code }: Grant): Answer {
  const now = world.clock();
  const text = `${shaOf(`${code}/token`)}${shaOf(`${code}/more`)}`.slice(0, 64);
  world.tokens.push({
    id: world.ids.next("token"),
    name: application.name,
    text,
    person,
    scope,
    application,
    expiresAt: now + tokenSeconds * 1000,
    createdAt: now,
    isRevoked: false,
  });
  const refresh_token = shaOf(`${code}/refresh`);
  const told = { token_type: "Bearer", expires_in: tokenSeconds, refresh_token, scope };
  const created_at = Math.floor(now / 1000);
  return json(200, { access_token: text, ...told, created_at }, { "Cache-Control": "no-store" });
}
