import { illness } from "./illness.ts";

/** What may be wrong with tokens. */
export const tokensIlls = {
  tokenRefused: illness(
    "tokens",
    "broken",
    "GitLab does not know the token, or it was revoked, or its user is blocked",
    "make a new one and store it",
  ),
  tokenBlocked: illness(
    "tokens",
    "broken",
    "the token's user is not active",
    "unblock the user, or take another's token",
  ),
  tokenPersonal: illness(
    "tokens",
    "warning",
    "the token is a person's: what Penstock does is done in that name, and ends when the person leaves",
    "take a project's or group's access token, or a service account's",
  ),
  tokenAdmin: illness(
    "tokens",
    "warning",
    "the token can do more than any rule needs (an administrator's, `sudo`, `admin_mode`)",
    "make one without",
  ),
  tokenTooWeak: illness(
    "tokens",
    "broken",
    "the token's scopes do not allow what it is for",
    "make one with the scope `api` (`read_api` for `read`)",
  ),
  tokenTooStrong: illness(
    "tokens",
    "warning",
    "a token that only looks may write",
    "make one with the scope `read_api`",
  ),
  tokenExpires: illness(
    "tokens",
    ["warning", "broken"],
    "the token expires within 30 days; broken: within 7",
    "make a new one, store it, then let the old one go",
  ),
  tokenEndUnknown: illness(
    "tokens",
    "unknown",
    "GitLab does not tell when the token expires (before 15.5)",
    "note its end yourself",
  ),
} as const;
