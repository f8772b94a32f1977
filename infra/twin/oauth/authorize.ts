import { type Answer, text } from "../api/answer.ts";
import type { Application, OAuthScope } from "../state/application.ts";
import { shaOf } from "../state/ids.ts";
import type { Person } from "../state/person.ts";
import type { World } from "../state/world.ts";
import { authorizePage, troublePage } from "./page.ts";

/** What an application asks of people, in the address that it sends them to. */
interface Wish {
  readonly application: Application;
  readonly scope: OAuthScope;
  readonly challenge: string | null;
}

/**
 * `GET /oauth/authorize`: who is signed in here is chosen on the page itself.
 * Source: docs.gitlab.com/api/oauth2, gitlabhq app/controllers/oauth/authorizations_controller.rb (read 2026-11).
 */
export function showAuthorize(world: World, query: URLSearchParams): Answer {
  const wish = read(world, query);
  if (typeof wish === "string") return html(troublePage(wish));
  return html(authorizePage({ ...wish, query, people: world.people.filter(canSignIn) }));
}

/**
 * `POST /oauth/authorize`: with the fields of the page, `username` says yes, or no where `decision` is `deny`. Tests post it
 * for a person.
 */
export function decide(world: World, form: URLSearchParams): Answer {
  const wish = read(world, form);
  if (typeof wish === "string") return html(troublePage(wish));
  const back = new URL(form.get("redirect_uri") ?? "");
  const state = form.get("state");
  if (form.get("decision") === "deny") {
    back.searchParams.set("error", "access_denied");
    back.searchParams.set("error_description", "The resource owner or authorization server denied the request.");
  } else {
    const person = world.people.find(({ username }) => username === form.get("username"));
    if (!person || !canSignIn(person)) return html(troublePage("Invalid login or password."), 401);
    back.searchParams.set("code", grantOf(world, wish, { person, redirectUri: form.get("redirect_uri") ?? "" }));
  }
  if (state !== null) back.searchParams.set("state", state);
  return text(302, "", { Location: back.href });
}

/** Nobody signs in as a bot, nor who is blocked. */
function canSignIn({ state, isBot }: Person): boolean {
  return state === "active" && !isBot;
}

function grantOf(world: World, wish: Wish, by: { readonly person: Person; readonly redirectUri: string }): string {
  const code = `${shaOf(`grant/${world.grants.length}/${wish.application.id}`)}${shaOf(by.person.username)}`.slice(
    0,
    64,
  );
  world.grants.push({ code, ...wish, ...by, createdAt: world.clock(), isUsed: false });
  return code;
}

/** Or what is wrong with it: GitLab sends nobody back to an address that it does not know. */
function read(world: World, asked: URLSearchParams): Wish | string {
  const application = world.applications.find(({ id }) => id === asked.get("client_id"));
  if (!application) return "Client authentication failed due to unknown client.";
  if (asked.get("redirect_uri") !== application.redirectUri) return "The redirect URI included is not valid.";
  if (asked.get("response_type") !== "code") return "The authorization server does not support this response type.";
  const scope = application.scopes.find((one) => one === (asked.get("scope") ?? application.scopes[0]));
  if (!scope) return "The requested scope is invalid, unknown, or malformed.";
  const challenge = asked.get("code_challenge");
  // the published flow knows S256 alone; doorkeeper itself would take `plain` as well
  if (challenge !== null && asked.get("code_challenge_method") !== "S256")
    return "The code challenge method must be S256.";
  return { application, scope, challenge };
}

function html(body: string, status = 200): Answer {
  return { status, headers: { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store" }, body };
}
