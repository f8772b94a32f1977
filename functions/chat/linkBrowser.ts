import { createHash } from "node:crypto";
import { linkMinutes } from "../../lib/app/talk/linking.ts";
import { isSameDigest, type LinkState, secretDigest, stateText } from "../../lib/app/talk/linkState.ts";
import type { Request } from "../../lib/edge/request.ts";
import { linkUrlOf, type OAuthApp } from "./linkApp.ts";

/**
 * Where GitLab asks its person whether we may know who they are, and nothing else of them.
 * Source: docs.gitlab.com/api/oauth2, "Authorization code with PKCE" (read 2026-11).
 */
export function authorizeUrl(app: OAuthApp, state: LinkState, verifier: string): string {
  const query = new URLSearchParams({
    client_id: app.clientId,
    redirect_uri: app.redirectUrl,
    response_type: "code",
    state: stateText(state),
    scope: "read_user",
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
  });
  return `${app.url.replace(/\/+$/, "")}/oauth/authorize?${query}`;
}

const cookieOf = ({ handle }: LinkState) => `penstock-link-${handle}`;

/** Of a state, but nobody can tell the state by it. */
const proofOf = ({ secret }: LinkState) => secretDigest("browser", secret);

/** Marks the browser that was shown who asks: nobody is led to GitLab past that page. */
export function browserCookie({ redirectUrl }: OAuthApp, state: LinkState): string {
  const { protocol, pathname: path } = new URL(linkUrlOf({ redirectUrl }));
  const secure = protocol === "https:" ? "; Secure" : "";
  return `${cookieOf(state)}=${proofOf(state)}; Path=${path}; Max-Age=${linkMinutes * 60}; HttpOnly; SameSite=Lax${secure}`;
}

/** Whether it is the browser that was shown who asks. */
export function isSameBrowser({ headers }: Request, state: LinkState): boolean {
  const cookies = (headers.cookie ?? "").split(/; ?|,/).map((one) => one.trim());
  const name = `${cookieOf(state)}=`;
  return cookies.some((one) => one.startsWith(name) && isSameDigest(one.slice(name.length), proofOf(state)));
}
