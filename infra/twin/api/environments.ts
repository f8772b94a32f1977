import { apiDate } from "../state/dates.ts";
import type { Environment } from "../state/environment.ts";
import type { Project } from "../state/graph.ts";
import type { Answer } from "./answer.ts";
import type { Call } from "./call.ts";
import { offsetPage } from "./paging.ts";

/** By name; `tier` since 13.10. Source: docs.gitlab.com/api/environments (read 2026-11). */
export function listEnvironments(call: Call, { environments }: Project): Answer {
  const { query, world } = call;
  const wanted = query.get("name");
  const rows = [...environments.values()].filter(({ name }) => wanted === null || name === wanted);
  const show = ({ id, name, slug, tier, createdAt, state }: Environment) => ({
    id,
    name,
    slug,
    external_url: null,
    state,
    ...(world.vintage >= 2024 && { tier }),
    created_at: apiDate(createdAt),
    updated_at: apiDate(createdAt),
  });
  return offsetPage(call, { rows, show });
}
