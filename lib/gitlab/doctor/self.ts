import type { SeenSelf } from "../../core/doctorLooks.ts";
import type { TokenSelf } from "../answers/instance.ts";
import type { Http } from "../http/http.ts";
import { known } from "../known.ts";
import { askAll, type Finding } from "../probe/asked.ts";
import { readRelease } from "../probe/release.ts";
import { isFineGrained, missingPermissions } from "../probe/rights.ts";

/**
 * Who asks, and of which GitLab: 4 requests, and at most 6 where the GitLab is old.
 *
 * @throws GitLabError when not one of them is answered
 */
export async function lookAtSelf(http: Http): Promise<SeenSelf> {
  const { instance, user, token, graphql } = await askAll(http);
  const version = toldOf(instance)?.version ?? toldOf(graphql)?.version;
  const self = toldOf(token);
  return known({
    version: version === undefined ? undefined : http.lineOf(version),
    release: version === undefined ? undefined : readRelease(version),
    user: toldOf(user),
    token: self?.scopes && tokenOf({ ...self, scopes: self.scopes }),
    noGraphql: "untold" in graphql ? graphql.untold.message : undefined,
  });
}

function tokenOf(
  token: Pick<TokenSelf, "isGranular" | "granularScopes" | "expiresAt"> & { readonly scopes: readonly string[] },
): NonNullable<SeenSelf["token"]> {
  const { scopes, expiresAt } = token;
  return { scopes, isFineGrained: isFineGrained(token), ...known({ lacks: missingPermissions(token), expiresAt }) };
}

function toldOf<T>(finding: Finding<T>): T | undefined {
  return "told" in finding ? finding.told : undefined;
}
