import * as z from "zod";
import type { Instant } from "../../core/time.ts";
import { Flag, Id, nullable, optional, Text, When, Word } from "../fields.ts";
import { known } from "../known.ts";
import { EndDay } from "./day.ts";

/** Which GitLab this is. */
export interface Version {
  /** E.g. `19.2.0-ee`, `9.5.10`. */
  readonly version: string;
  readonly revision?: string;
  /** Whether it is the Enterprise Edition, with a licence or without. */
  readonly isEnterprise: boolean;
}

/** An access token as GitLab describes it to itself; never its value. */
export interface TokenSelf {
  readonly id: number;
  readonly name?: string;
  readonly userId?: number;
  /** `["granular"]` for a fine-grained token. */
  readonly scopes?: readonly string[];
  /** Whether it is a fine-grained token (GitLab 18.10), whose permissions are listed one by one. */
  readonly isGranular?: boolean;
  /** What a fine-grained token may, and where; missing where GitLab does not tell it to the token itself. */
  readonly granularScopes?: readonly GranularScope[];
  readonly isActive?: boolean;
  readonly isRevoked?: boolean;
  /** Invalid from then on: the beginning of the day, in UTC. `null`: never. */
  readonly expiresAt?: Instant | null;
  readonly createdAt?: Instant;
}

interface GranularScope {
  /** `selected_memberships`, `all_memberships`, `personal_projects`, `user`, `instance`, and whatever comes. */
  readonly access?: string;
  /** E.g. `read_job`, `retry_job`. */
  readonly permissions: readonly string[];
  readonly projectId?: number | null;
  readonly groupId?: number | null;
}

/** The token's user. */
export interface TokenUser {
  readonly id: number;
  readonly username: string;
  /** Whether GitLab made it for an access token or a service account (GitLab 13). */
  readonly isBot?: boolean;
  readonly state?: string;
  /** Whether it sees only what it is a member of. */
  readonly isExternal?: boolean;
  /** Told of administrators only. */
  readonly isAdmin?: boolean;
}

/** Source: docs.gitlab.com/api/metadata, docs.gitlab.com/api/version (read 2026-11). `enterprise` since 15.6. */
export const VersionAnswer = z
  .object({ version: Text, revision: Word, enterprise: Flag })
  .transform(
    ({ version, revision, enterprise }): Version =>
      known({ version, revision, isEnterprise: enterprise ?? /-ee\b/.test(version) }),
  );

const GranularScopeAnswer = z
  .object({
    access: Word,
    permissions: z.array(Text).catch([]),
    project_id: nullable(Id),
    group_id: nullable(Id),
  })
  .transform(
    ({ access, permissions, project_id, group_id }): GranularScope =>
      known({ access, permissions, projectId: project_id, groupId: group_id }),
  );

/** Source: docs.gitlab.com/api/personal_access_tokens, gitlabhq lib/api/entities/personal_access_token.rb (read 2026-11). */
export const TokenSelfAnswer = z
  .object({
    id: Id,
    name: Word,
    user_id: optional(Id),
    scopes: optional(z.array(Text)),
    granular: Flag,
    granular_scopes: optional(z.array(GranularScopeAnswer)),
    active: Flag,
    revoked: Flag,
    expires_at: EndDay,
    created_at: When,
  })
  .transform(
    (token): TokenSelf =>
      known({
        id: token.id,
        name: token.name,
        userId: token.user_id,
        scopes: token.scopes,
        isGranular: token.granular,
        granularScopes: token.granular_scopes,
        isActive: token.active,
        isRevoked: token.revoked,
        expiresAt: token.expires_at,
        createdAt: token.created_at ?? undefined,
      }),
  );

/** Source: docs.gitlab.com/api/users (read 2026-11). */
export const TokenUserAnswer = z
  .object({ id: Id, username: Text, bot: Flag, state: Word, external: Flag, is_admin: Flag })
  .transform(
    ({ id, username, bot, state, external, is_admin }): TokenUser =>
      known({ id, username, isBot: bot, state, isExternal: external, isAdmin: is_admin }),
  );
