import * as z from "zod";
import { GitLabError } from "../core/errors.ts";
import { millis } from "../core/time.ts";
import { type Answer, answerValue } from "./http/answerbody.ts";
import { readBase } from "./http/base.ts";
import { failure, nameOf, transportCode } from "./http/errors.ts";
import { flatten, openPool } from "./http/pool.ts";

/** An OAuth application of a GitLab. */
export interface OAuthClient {
  /** GitLab's address. */
  readonly url: string;
  readonly clientId: string;
  /** Missing: the application is not confidential. */
  readonly clientSecret?: string;
  readonly redirectUrl: string;
  /** A private CA that vouches for GitLab instead of the public ones. */
  readonly caPem?: string;
}

/** What a browser brought back, and what only we know of how it was sent. */
export interface Grant {
  readonly code: string;
  readonly verifier: string;
}

/** Why GitLab gives no token, in a word of RFC 6749 (5.2). */
const refusals = [
  "invalid_grant",
  "invalid_client",
  "invalid_request",
  "unauthorized_client",
  "invalid_scope",
] as const;
export type TokenRefused = (typeof refusals)[number] | "other";

const callSeconds = 5;
const answerBytes = 64 * 1024;

const TokenAnswer = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]{1,2048}$/),
  token_type: z.string().regex(/^bearer$/i),
});
const RefusedAnswer = z.object({ error: z.enum(refusals) });

/**
 * Takes a token for a code, by one request that is never sent again: whoever knows the code alone gets none.
 *
 * Source: docs.gitlab.com/api/oauth2, "Authorization code with PKCE" (read 2026-11).
 *
 * @throws GitLabError, which repeats nothing that was sent or answered
 */
export async function takeToken(
  client: OAuthClient,
  { code, verifier }: Grant,
): Promise<{ readonly token: string } | { readonly refused: TokenRefused }> {
  const where = "POST /oauth/token";
  const answer = await post(client, "/oauth/token", {
    grant_type: "authorization_code",
    code,
    redirect_uri: client.redirectUrl,
    code_verifier: verifier,
  });
  const { status } = answer;
  const body = answerValue(answer);
  const value = "value" in body ? body.value : undefined;
  if (status === 400 || status === 401) return { refused: RefusedAnswer.safeParse(value).data?.error ?? "other" };
  if (status >= 300 && status < 400) throw failure({ code: "redirected", where, what: `${status}`, status });
  if (status !== 200) throw failure({ code: status >= 500 ? "server" : "oddAnswer", where, what: `${status}`, status });
  const { access_token: token } = TokenAnswer.safeParse(value).data ?? {};
  if (token === undefined) throw failure({ code: "oddAnswer", where, what: "the answer is no token", status });
  return { token };
}

/**
 * Gives a token back, so that nobody can use it any more, and GitLab asks its person again the next time.
 *
 * Source: docs.gitlab.com/api/oauth2, "Revoke a token" (read 2026-11).
 *
 * @returns false: it may still open something, until it expires two hours after it was made
 */
export async function revokeToken(client: OAuthClient, token: string): Promise<boolean> {
  try {
    return (await post(client, "/oauth/revoke", { token })).status === 200;
  } catch (error) {
    if (error instanceof GitLabError) return false;
    throw error;
  }
}

/** One request, once, to the one origin. @throws GitLabError */
async function post(client: OAuthClient, path: string, fields: Readonly<Record<string, string>>): Promise<Answer> {
  const base = readBase(client.url);
  const { clientId, clientSecret, caPem } = client;
  const bounds = { connectSeconds: 3, waitSeconds: callSeconds, answerBytes, connections: 1 };
  const { pool, unsent } = openPool(base.origin, { ...bounds, ...(caPem !== undefined && { ca: caPem }) });
  const form = { client_id: clientId, ...(clientSecret !== undefined && { client_secret: clientSecret }), ...fields };
  const where = `POST ${path}`;
  try {
    const response = await pool.request({
      method: "POST",
      path: base.apiPath.replace(/\/api\/v4$/, "") + path,
      headers: {
        accept: "application/json",
        "accept-encoding": "identity",
        "content-type": "application/x-www-form-urlencoded",
        "user-agent": "Penstock",
      },
      body: new URLSearchParams(form).toString(),
      idempotent: false,
      signal: AbortSignal.timeout(millis(callSeconds)),
    });
    return { status: response.statusCode, headers: flatten(response.headers), body: await response.body.bytes() };
  } catch (error) {
    if (error instanceof Error && unsent.has(error))
      throw failure({ code: "refusedConnection", where, what: `no connection (${nameOf(error)})`, cause: error });
    throw failure({ ...transportCode(error), where, cause: error });
  } finally {
    await pool.destroy();
  }
}
