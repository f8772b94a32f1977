import type { Person } from "../../lib/core/gate.ts";
import { matchesGlob } from "../../lib/core/pattern.ts";
import { type Access, type Scope, scopes } from "../../lib/edge/access.ts";

/** Whoever a JWT is of: for GitLab's own `subject` is the user's number, and `groups` those of which they are direct members. */
export interface JwtCredential {
  readonly kind: "jwt";
  readonly who: string;
  readonly issuer: string;
  readonly subject: string;
  readonly username?: string;
  readonly groups: readonly string[];
}

/** Who sends a request, as somebody whom we trust has checked; `who` is what the journal calls them. */
export type Credential =
  | { readonly kind: "iam"; readonly who: string }
  | { readonly kind: "token"; readonly who: string }
  | JwtCredential;

/** What decides who may do what. */
export interface AccessWorld {
  readonly access?: Access;
  readonly hasSource: (id: string) => boolean;
  readonly gitlabUrl?: (source: string) => string | undefined;
}

const all: ReadonlySet<Scope> = new Set(scopes);
const none: ReadonlySet<Scope> = new Set();
const gatesOnly: ReadonlySet<Scope> = new Set(["gates:write"]);

/**
 * What a credential may do in a source; nothing: to it there is no such source. Without a list of who may do what, IAM has
 * decided already (it denies whom no policy allows): its principals may do everything, and so may whoever has the token;
 * a JWT only sees and moves gates, of the source whose GitLab issued it.
 */
export function scopesAt(source: string, credential: Credential, world: AccessWorld): ReadonlySet<Scope> {
  const { access, hasSource } = world;
  if (!hasSource(source)) return none;
  if (access) {
    const mine = access.filter(({ who, sources }) => sources.includes(source) && isOf(who, credential));
    return new Set(mine.flatMap((entry) => entry.scopes));
  }
  if (credential.kind !== "jwt") return all;
  return isIssuedBy(world.gitlabUrl?.(source), credential) ? gatesOnly : none;
}

function isOf(who: Access[number]["who"], credential: Credential): boolean {
  if (typeof who !== "string") {
    if (credential.kind !== "jwt" || !isIssuedBy(who.issuer, credential)) return false;
    return who.subject !== undefined
      ? who.subject === credential.subject
      : who.group !== undefined && credential.groups.includes(who.group);
  }
  if (who === "token" || credential.kind === "token") return who === credential.kind;
  return credential.kind === "iam" && matchesGlob(who, credential.who);
}

/** Issuers are compared whole; only a slash at the end makes no difference. */
function isIssuedBy(url: string | undefined, { issuer }: JwtCredential): boolean {
  const bare = (text: string) => text.replace(/\/+$/, "");
  return url !== undefined && bare(url) === bare(issuer);
}

/**
 * The person in a source's GitLab whom a credential itself proves: whoever that GitLab issued the JWT to. `undefined` for all
 * else, also where the JWT names no user.
 *
 * Source: docs.gitlab.com/integration/openid_connect_provider, "Shared information" (read 2026-11).
 */
export function personIn(source: string, credential: Credential, world: AccessWorld): Person | undefined {
  if (credential.kind !== "jwt" || !isIssuedBy(world.gitlabUrl?.(source), credential)) return undefined;
  const { subject, username } = credential;
  const userId = Number(subject);
  if (!/^[1-9]\d*$/.test(subject) || !Number.isSafeInteger(userId) || username === undefined) return undefined;
  return { userId, username };
}
