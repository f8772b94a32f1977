import { type Answer, parameterError } from "./answer.ts";
import type { Call } from "./call.ts";
import { knows } from "./vintages.ts";

/**
 * What GitLab says to those who want a page that ends beyond the limit; what they asked for counts, not what they get.
 * Source: gitlabhq lib/api/helpers/pagination_strategies.rb (read 2026-11).
 */
export function tooFar({ world, query }: Call): Answer | undefined {
  const { mostJobOffset: most } = world.settings;
  const end = Number(query.get("page") ?? 1) * Number(query.get("per_page") ?? 20);
  if (most === 0 || !(end > most) || !knows(world.vintage, "jobsKeyset")) return undefined;
  const limit = `Offset pagination has a maximum allowed offset of ${most} for requests that return objects of type Ci::Build.`;
  return parameterError(`${limit} Remaining records can be retrieved using keyset pagination.`, 405);
}
