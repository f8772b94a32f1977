import { GitLabError } from "../core/errors.ts";
import {
  type TokenSelf,
  TokenSelfAnswer,
  type TokenUser,
  TokenUserAnswer,
  type Version,
  VersionAnswer,
} from "./answers/instance.ts";
import { askOne, reader, unlessGone } from "./http/ask.ts";
import type { Http } from "./http/http.ts";
import type { Lacking } from "./lacking.ts";

/** Looks at GitLab itself and at the token. A CI job token can ask none of these: `unauthorized`. Each throws GitLabError. */
export interface Instance {
  /** `forbidden` where the token's scopes are too few (`read_user` is enough). */
  version(): Promise<Version>;
  /** The token by which is asked. `lacking` before GitLab 15.5, and for what is no access token (OAuth). */
  self(): Promise<TokenSelf | Lacking>;
  /** Who the token is: a person, a service account, or the bot of a project's or group's token. */
  user(): Promise<TokenUser>;
}

const lacking =
  "GitLab does not describe this token: that needs 15.5 and a personal, project or group access token; note its end yourself";

export function createInstance(http: Http): Instance {
  const user = () => askOne(http, "/user", reader(TokenUserAnswer));

  return {
    // /version has no `enterprise` before 15.6 and is deprecated since 15.5; /metadata came with 15.2
    version: async () =>
      (await unlessGone(() => askOne(http, "/metadata", reader(VersionAnswer)))) ??
      askOne(http, "/version", reader(VersionAnswer)),

    async self() {
      try {
        return await askOne(http, "/personal_access_tokens/self", reader(TokenSelfAnswer));
      } catch (error) {
        const status = error instanceof GitLabError ? error.status : undefined;
        if (status === 400 || status === 404) return { lacking };
        if (status !== 401) throw error;
        // 15.1 to 15.4 take `self` for an id and say 401; if the token is really bad, this says so
        await user();
        return { lacking };
      }
    },

    user,
  };
}
