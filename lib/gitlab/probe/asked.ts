import * as z from "zod";
import { GitLabError } from "../../core/errors.ts";
import type { TokenSelf, TokenUser, Version } from "../answers/instance.ts";
import { optional, Text } from "../fields.ts";
import { tell, wordsOfAll } from "../graphql/ask.ts";
import type { Http } from "../http/http.ts";
import { createInstance } from "../instance.ts";
import type { Lacking } from "../lacking.ts";

/** One question and what came of it: an answer, or why there is none. */
export type Finding<T> = { readonly told: T } | { readonly untold: { readonly message: string } };

/** What a GitLab told about itself and about the token. */
export interface Findings {
  readonly instance: Finding<Pick<Version, "version" | "isEnterprise">>;
  readonly user: Finding<TokenUser>;
  readonly token: Finding<Pick<TokenSelf, "name" | "scopes" | "isGranular" | "granularScopes" | "expiresAt">>;
  /** Told: GraphQL answers, and knows the token. */
  readonly graphql: Finding<{ readonly version?: string }>;
}

/**
 * Asks all that can be asked, each on its own.
 *
 * @throws GitLabError when not one of them is answered
 */
export async function askAll(http: Http): Promise<Findings> {
  const { version, user: me, self } = createInstance(http);
  const [instance, user, token, graphql] = await Promise.all([
    finding(version),
    finding(me),
    finding(self),
    finding(() => askGraphQlWho(http)),
  ]);
  const isMute = [instance, user, token, graphql].every((one) => "untold" in one);
  if (isMute && "untold" in user && user.untold instanceof GitLabError) throw withTokenAdvice(user.untold);
  return { instance, user, token, graphql };
}

async function finding<T extends object>(ask: () => Promise<T | Lacking>): Promise<Finding<T>> {
  try {
    const answer = await ask();
    return "lacking" in answer ? { untold: { message: answer.lacking } } : { told: answer };
  } catch (error) {
    if (error instanceof GitLabError) return { untold: error };
    throw error;
  }
}

const WhoAnswer = z.object({
  currentUser: z.object({ username: Text }).nullable(),
  metadata: optional(z.object({ version: Text })),
});

/** GraphQL takes a token that it does not know for no token, and answers a stranger. */
async function askGraphQlWho(http: Http): Promise<{ version?: string } | Lacking> {
  const query = "{ currentUser { username } metadata { version } }";
  const { data, complaints } = await tell(http, { where: "GraphQL currentUser", query });
  const { data: who } = WhoAnswer.safeParse(data);
  if (who?.currentUser) return who.metadata ? { version: who.metadata.version } : {};
  return { lacking: wordsOfAll(complaints) || "GraphQL does not know the token" };
}

/** A bad token is not the only reason for a 401 to everything. */
function withTokenAdvice(error: GitLabError): GitLabError {
  if (error.status !== 401) return error;
  const advice = `${error.advice}; a GitLab from before 12 takes it as PRIVATE-TOKEN only, and a CI job token can ask nothing of this`;
  return new GitLabError(error.code, error.message, { advice, status: error.status, cause: error });
}
