import { hookDate } from "../state/dates.ts";
import type { Project } from "../state/graph.ts";
import type { Token } from "../state/person.ts";
import type { World } from "../state/world.ts";
import { oldProjectPart } from "./parts.ts";
import { hookAsOf } from "./vintages.ts";

/**
 * The body of a hook that tells that a project's access token will expire.
 * Source: docs.gitlab.com/user/project/integrations/webhook_events, "Project and group access token events" (read 2026-11).
 */
export function accessTokenPayload(world: World, { project, token }: { project: Project; token: Token }) {
  const { id, name, person, createdAt, expiresAt } = token;
  return {
    object_kind: "access_token",
    project: oldProjectPart(world, project),
    object_attributes: hookAsOf(world.vintage, "accessToken", {
      user_id: person.id,
      created_at: hookDate(createdAt),
      id,
      name,
      // a day, not a moment
      expires_at: expiresAt === null ? null : new Date(expiresAt).toISOString().slice(0, 10),
      last_used_at: null,
    }),
    event_name: "expiring_access_token",
  };
}
