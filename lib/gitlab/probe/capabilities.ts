import type { Instant } from "../../core/time.ts";
import { lineOf } from "../http/answerbody.ts";
import { known } from "../known.ts";
import type { Finding, Findings } from "./asked.ts";
import { gapsOf } from "./gaps.ts";
import { isAtLeast, readRelease, since } from "./release.ts";
import { type Rights, rightsOf } from "./rights.ts";

/** What a GitLab can do, and what its token may: asked, never guessed from a name. */
export interface Capabilities {
  /** E.g. `19.2.0-ee`; `undefined` where the token may not ask. */
  readonly version?: string;
  readonly enterprise?: boolean;
  /** Who the token is. */
  readonly user?: { readonly id: number; readonly username: string };
  /** `undefined` where GitLab does not tell (before 15.5, or a kind of token that cannot ask). */
  readonly token?: { readonly scopes: readonly string[]; readonly expiresAt?: Instant | null; readonly name?: string };
  /** What the token's scopes allow; its user's role and the protected refs may allow less. Missing is unknown. */
  readonly may: Rights;
  /** How pages of jobs are asked for. */
  readonly paging: "keyset" | "offset";
  /** What play and retry can take. */
  readonly playWith: "inputs and variables" | "variables";
  /** How hooks can be proved. */
  readonly hooksProve: "signature" | "token";
  /** Whether GraphQL answers what REST cannot (`stuck`, `retried`, bulk deletion). */
  readonly graphql: boolean;
  /** What is missing, each in a sentence with its cure; empty when all that Penstock can do can be done. */
  readonly lacking: readonly string[];
}

/** What can be done, from what was told; what nobody told is not relied on. */
export function capabilitiesOf(asked: Findings, now: Instant): Capabilities {
  const instance = toldOf(asked.instance);
  const token = toldOf(asked.token);
  const words = instance?.version ?? toldOf(asked.graphql)?.version;
  const version = words === undefined ? undefined : lineOf(words, []);
  const release = version === undefined ? undefined : readRelease(version);
  const has = (what: keyof typeof since) => isAtLeast(release, since[what]);
  return {
    ...known({
      version,
      enterprise: instance?.isEnterprise,
      user: userOf(toldOf(asked.user)),
      token: token && known({ scopes: token.scopes ?? [], expiresAt: token.expiresAt, name: token.name }),
    }),
    may: rightsOf(token),
    paging: has("keyset") ? "keyset" : "offset",
    playWith: has("inputs") ? "inputs and variables" : "variables",
    hooksProve: has("signature") ? "signature" : "token",
    graphql: "told" in asked.graphql,
    lacking: gapsOf(asked, { version, release, now }),
  };
}

function toldOf<T>(finding: Finding<T>): T | undefined {
  return "told" in finding ? finding.told : undefined;
}

function userOf(user: { id: number; username: string } | undefined): Capabilities["user"] {
  return user && { id: user.id, username: user.username };
}
