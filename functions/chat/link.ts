import type { LambdaFunctionURLResult } from "aws-lambda";
import { askedLinking, proveLinking, useLinking } from "../../lib/app/talk/linking.ts";
import { type LinkState, readState } from "../../lib/app/talk/linkState.ts";
import { secretText } from "../../lib/edge/random.ts";
import { type Request, reply } from "../../lib/edge/request.ts";
import type { ChatWorld } from "./chatWorld.ts";
import type { OAuthApp } from "./linkApp.ts";
import { authorizeUrl, browserCookie, isSameBrowser } from "./linkBrowser.ts";
import { linkPage } from "./linkPage.ts";
import { personOfGrant } from "./linkPerson.ts";
import { begin, denied, invalid, notSaid, otherBrowser, proved, unfit } from "./linkWords.ts";

export { linkUrlOf, type OAuthApp } from "./linkApp.ts";

/** What the browser's way to link needs. */
interface LinkParts {
  readonly app: (source: string) => Promise<OAuthApp | undefined>;
  readonly world: ChatWorld;
}

/**
 * `GET /chat/link?state=…` says who asks, and leads a browser on to GitLab; `GET /chat/link/callback` is where it comes
 * back, and shows a code that the chat user who began must say. Neither links anybody.
 */
export async function linked(
  request: Request,
  query: URLSearchParams,
  { app: appOf, world }: LinkParts,
): Promise<LambdaFunctionURLResult> {
  const isBack = /^\/chat\/link\/callback(\/[^/]+)?$/.test(request.path);
  if (!isBack && request.path !== "/chat/link") return reply(404, {});
  if (request.method !== "GET") return reply(405, {});
  const state = readState(query.get("state"));
  const app = state && (await appOf(state.source));
  if (!state || !app) return linkPage(400, invalid);
  if (!isBack) return await shown({ state, app, world });
  // another source's: its GitLab gave the code, and this one's must not get it
  if (!new URL(app.redirectUrl).pathname.endsWith(request.path)) return linkPage(400, invalid);
  return isSameBrowser(request, state) ? await cameBack(query, { state, app, world }) : linkPage(400, otherBrowser);
}

interface Begun {
  readonly state: LinkState;
  readonly app: OAuthApp;
  readonly world: ChatWorld;
}

async function shown({ state, app, world }: Begun): Promise<LambdaFunctionURLResult> {
  const found = await askedLinking(state, world);
  if (!found) return linkPage(400, invalid);
  const { speaker, verifier } = found.linking;
  return linkPage(200, begin(speaker, app.url, authorizeUrl(app, state, verifier)), browserCookie(app, state));
}

/** GitLab's answers are at most a few hundred characters. */
const codeForm = /^[\x21-\x7e]{1,1024}$/;

async function cameBack(query: URLSearchParams, { state, app, world }: Begun): Promise<LambdaFunctionURLResult> {
  const error = query.get("error");
  const code = query.get("code") ?? "";
  if (error === null && !codeForm.test(code)) return linkPage(400, invalid);
  const used = await useLinking(state, world);
  if (!used) return linkPage(400, invalid);
  if (error !== null) return error === "access_denied" ? linkPage(200, denied) : linkPage(502, notSaid);
  const came = await personOfGrant(app, { code, verifier: used.verifier }, world.log);
  if ("unfit" in came) return linkPage(403, unfit);
  if ("unknown" in came) return linkPage(502, notSaid);
  const { person } = came;
  const said = await proveLinking(state, used, { person, secret: secretText(), desk: world });
  return said === undefined ? linkPage(400, invalid) : linkPage(200, proved(used.linking.speaker, person, said));
}
