import type { OAuthClient } from "../../lib/gitlab/oauth.ts";

/**
 * An OAuth application of a source's GitLab, which sends the browser back to `redirectUrl`: our own `…/chat/link/callback`,
 * with the source's id behind it where there are several.
 */
export interface OAuthApp extends OAuthClient {
  readonly source: string;
}

/** Where a person begins to link. */
export function linkUrlOf({ redirectUrl }: Pick<OAuthApp, "redirectUrl">): string {
  return redirectUrl.replace(/\/callback(\/[^/]*)?$/, "");
}
