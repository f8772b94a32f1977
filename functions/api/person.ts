import { GitLabError, SettingsError } from "../../lib/core/errors.ts";
import type { Person } from "../../lib/core/gate.ts";
import type { ApiWorld } from "../world/api.ts";
import { type Credential, personIn } from "./access.ts";
import { refuse } from "./refusal.ts";

/** The header in which a person shows who they are in GitLab: with a token of their own, scope `read_user` is enough. */
export const personHeader = "x-gitlab-token";

interface Asked {
  readonly source: string;
  readonly credential?: Credential;
  readonly world: ApiWorld;
}

/**
 * The person in GitLab who says something, or why that is not known. IAM tells which principal sends a request, which may be
 * a role of many; what people may do is asked of GitLab, and for that it must be certain who they are there: by a JWT that
 * this source's GitLab issued, else by their own token, which GitLab is asked about.
 */
export async function askPerson(
  request: Request,
  { source, credential, world }: Asked,
): Promise<{ readonly person: Person } | { readonly refused: Response }> {
  const proven = credential && personIn(source, credential, world);
  if (proven) return { person: proven };
  const token = request.headers.get(personHeader)?.trim();
  if (!token || !world.personBehind) return { refused: refuse("noPerson") };
  try {
    const person = await world.personBehind(source, token);
    if (!person) return { refused: refuse("notThatPerson") };
    if (!("noPerson" in person)) return { person };
    const cure = "Send the token of a person who may sign in to GitLab.";
    return { refused: refuse("notThatPerson", { message: person.noPerson, cure }) };
  } catch (error) {
    if (error instanceof SettingsError) return { refused: refuse("notThatPerson") };
    // Its words may repeat what was sent: they are not passed on.
    if (error instanceof GitLabError && error.code === "forbidden")
      return {
        refused: refuse("notThatPerson", {
          message: "GitLab does not let the token that was sent say whose it is",
          cure: "Make a new one with the scope read_user, of a person who may sign in to GitLab.",
        }),
      };
    if (error instanceof GitLabError)
      return {
        refused: refuse("noGitLab", {
          message: "GitLab could not be asked whose token was sent",
          cure: "Nothing was changed. Send it again when GitLab answers.",
        }),
      };
    throw error;
  }
}
