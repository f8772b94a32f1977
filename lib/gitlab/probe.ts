import type { Clock } from "../core/time.ts";
import type { Http } from "./http/http.ts";
import { askAll } from "./probe/asked.ts";
import { type Capabilities, capabilitiesOf } from "./probe/capabilities.ts";

export type { Capabilities };

/**
 * Asks a GitLab what it can do: GETs only, and one GraphQL query. What it does not tell is unknown, and `lacking` says so.
 *
 * @throws GitLabError when it cannot be asked at all: nobody is there, or the token is refused everywhere
 */
export async function probe(http: Http, clock: Clock): Promise<Capabilities> {
  return capabilitiesOf(await askAll(http), clock());
}
