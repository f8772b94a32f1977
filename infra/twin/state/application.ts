/** What an OAuth application may ask people for, as far as the twin knows it. */
export type OAuthScope = "read_user" | "read_api" | "api";

/** An OAuth application. Source: docs.gitlab.com/integration/oauth_provider (read 2026-11). */
export interface Application {
  readonly name: string;
  /** Its `client_id`. */
  readonly id: string;
  readonly secret: string;
  readonly redirectUri: string;
  /** One that is not confidential has no use for its secret. */
  readonly isConfidential: boolean;
  readonly scopes: readonly OAuthScope[];
}

export interface NewApplication {
  readonly redirectUri: string;
  /** Default: `penstock`. */
  readonly name?: string;
  /** Default: yes. */
  readonly isConfidential?: boolean;
  /** Default: `read_user`. */
  readonly scopes?: readonly OAuthScope[];
}
