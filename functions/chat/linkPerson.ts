import type { Person } from "../../lib/core/gate.ts";
import { errorFields, type Log } from "../../lib/edge/log.ts";
import { type Grant, revokeToken, takeToken } from "../../lib/gitlab/oauth.ts";
import { personBehind } from "../world/person.ts";
import type { OAuthApp } from "./linkApp.ts";

/** Who came back from GitLab; that it knows them, but lets them decide nothing; or that it does not say who they are. */
export type Came = { readonly person: Person } | { readonly unfit: true } | { readonly unknown: true };

/** Asks GitLab who let themselves be known. The token for it is given back at once, and stands in no log and no table. */
export async function personOfGrant(app: OAuthApp, grant: Grant, log: Log): Promise<Came> {
  const { source } = app;
  try {
    const taken = await takeToken(app, grant);
    if ("refused" in taken) {
      log.error("link", { source, reason: `GitLab gives no token: ${taken.refused}` });
      return { unknown: true };
    }
    try {
      const person = await personBehind(app, taken.token);
      if (!person) return { unknown: true };
      return "noPerson" in person ? { unfit: true } : { person };
    } finally {
      if (!(await revokeToken(app, taken.token)))
        log.error("link", { source, reason: "a token may not be given back: it expires by itself" });
    }
  } catch (error) {
    log.error("link", { source, ...errorFields(error) });
    return { unknown: true };
  }
}
