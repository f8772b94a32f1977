import type { Job } from "../state/graph.ts";
import { jobOfToken, jobToken, looksLikeJobToken } from "../state/jobToken.ts";
import type { Person, Token } from "../state/person.ts";
import type { World } from "../state/world.ts";
import { type Answer, json } from "./answer.ts";
import type { Incoming } from "./call.ts";
import { looksForJobTokens, takesAnybody, takesJobTokens } from "./openRoutes.ts";
import { knows } from "./vintages.ts";

/** Who asks. */
export interface Sender {
  readonly token: Token;
  /** Whose token it is, where it is a job's. */
  readonly job: Job | null;
}

/** A request whose route is known, by its name: `GET /job`. */
interface Arrived {
  readonly incoming: Incoming;
  readonly query: URLSearchParams;
  readonly route: string;
}

/**
 * Whose request it is, or GitLab's refusal. A job's token is none where the route does not take it.
 * Source: docs.gitlab.com/api/rest/authentication and gitlabhq lib/gitlab/auth/auth_finders.rb (read 2026-11).
 */
export function authenticate(world: World, arrived: Arrived): Sender | Answer {
  const { incoming, route } = arrived;
  const { personal, ofJob, isSilent } = given(world, arrived);
  if (personal !== undefined) return ofPerson(world, personal, { method: incoming.method, route });
  if (isSilent && takesAnybody(route)) return passing(nobody);
  const job = takesJobTokens(world.vintage, route) ? jobOfToken(world, ofJob ?? "") : undefined;
  return job?.person ? passing(job.person, job) : unauthorized;
}

interface Given {
  readonly personal?: string;
  readonly ofJob?: string;
  /** It says nothing of who it is. */
  readonly isSilent: boolean;
}

/** The tokens of a request. Where people's belong, one that looks like a job's is not looked up. */
function given(world: World, { incoming, query, route }: Arrived): Given {
  const { headers } = incoming;
  const [, bearer] = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? "") ?? [];
  const carried = bearer ?? query.get("access_token") ?? undefined;
  const isCarriedKnown = carried !== undefined && knows(world.vintage, "bearerTokens");
  const personal = query.get("private_token") ?? headers["private-token"] ?? (isCarriedKnown ? carried : undefined);
  const ofJob = looksForJobTokens(route) ? (query.get("job_token") ?? headers["job-token"]) : undefined;
  const isPersonal = personal !== undefined && !looksLikeJobToken(personal);
  const all = [personal, carried, ofJob].filter((token) => token !== undefined);
  if (isPersonal) return { personal, isSilent: false };
  if (isCarriedKnown && looksLikeJobToken(carried)) return { ofJob: carried, isSilent: false };
  return { ...(ofJob !== undefined && { ofJob }), isSilent: all.length === 0 };
}

function ofPerson(
  world: World,
  text: string,
  { method, route }: { readonly method: string; readonly route: string },
): Sender | Answer {
  const token = world.tokens.find((known) => known.text === text);
  if (!token) return unauthorized;
  if (token.isRevoked) return invalid("Token was revoked. You have to re-authorize from the user.");
  if (token.expiresAt !== null && token.expiresAt <= world.clock())
    return invalid("Token is expired. You can either do re-authorization or token refresh.");
  if (token.scope === "read_api" && method !== "GET" && method !== "HEAD") return insufficientScope;
  if (token.scope === "read_user" && !readsUsers.has(route)) return insufficientScope;
  return { token, job: null };
}

/** Source: docs.gitlab.com/integration/oauth_provider, "View all authorized applications" (read 2026-11). */
const readsUsers: ReadonlySet<string> = new Set(["GET /user", "GET /users/:user_id"]);

/** A token that nobody keeps. */
function passing(person: Person, job: Job | null = null): Sender {
  const createdAt = job?.createdAt ?? 0;
  const text = job ? jobToken(job) : "";
  return { token: { id: 0, name: "", text, person, scope: "api", expiresAt: null, createdAt, isRevoked: false }, job };
}

/** A member of nothing. */
const nobody: Person = { id: 0, username: "", name: "", isBot: false, createdAt: 0, state: "active" };

const unauthorized = json(401, { message: "401 Unauthorized" });

function invalid(why: string): Answer {
  return json(401, { error: "invalid_token", error_description: why });
}

const insufficientScope = json(403, {
  error: "insufficient_scope",
  error_description: "The request requires higher privileges than provided by the access token.",
  scope: "api",
});
