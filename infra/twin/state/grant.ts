import type { Instant } from "../../../lib/core/time.ts";
import type { Application, OAuthScope } from "./application.ts";
import type { Person } from "./person.ts";

/** Somebody's yes to an application: its code is good for one token, for ten minutes. */
export interface Grant {
  readonly code: string;
  readonly application: Application;
  readonly person: Person;
  readonly redirectUri: string;
  readonly scope: OAuthScope;
  /** Of PKCE, by SHA-256; `null`: it asked for none. */
  readonly challenge: string | null;
  readonly createdAt: Instant;
  isUsed: boolean;
}
