import * as z from "zod";
import type { AccessTokenEvent } from "../../core/event.ts";
import { readDay } from "../dates.ts";
import { Id, nullable, optional, Text, Word, whyUnreadable } from "../fields.ts";
import { known } from "../known.ts";
import { type Delivery, heardFields } from "./delivery.ts";
import { type Ignored, ignored } from "./ignored.ts";
import { namesProject, projectOf } from "./project.ts";

// Source: docs.gitlab.com/user/project/integrations/webhook_events, "Project and group access token events" and "deploy token
// events" (read 2026-11). An access token has a day, a deploy token a moment; `group_path` is the path's last part only.
const TokenHook = z.object({
  event_name: Word,
  object_attributes: z.object({
    name: Text,
    expires_at: optional(z.string()).transform((text) => readDay(text ?? "")),
  }),
  group_id: optional(Id),
  group: nullable(z.object({ group_id: optional(Id), full_path: Word })),
});
type TokenHook = z.infer<typeof TokenHook>;

/** A hook that an access token will expire, as our event. */
export function accessTokenEvent(value: unknown, delivery: Delivery): AccessTokenEvent | Ignored {
  return tokenEvent(value, delivery, "access");
}

/** A hook that a deploy token will expire, as our event. */
export function deployTokenEvent(value: unknown, delivery: Delivery): AccessTokenEvent | Ignored {
  return tokenEvent(value, delivery, "deploy");
}

function tokenEvent(value: unknown, delivery: Delivery, type: "access" | "deploy"): AccessTokenEvent | Ignored {
  const called = `a hook about ${type === "access" ? "an access" : "a deploy"} token`;
  const { data: hook, error } = TokenHook.safeParse(value);
  if (error) return ignored(`${called} that cannot be read: ${whyUnreadable(error)}`, value);
  if (hook.event_name !== `expiring_${type}_token`) return ignored(`${called} that tells of no expiry`, value);
  const owner = ownerOf(value, hook);
  if (!owner) return ignored(`${called} that names neither one project nor a group`, value);
  const { name, expires_at: expiresAt } = hook.object_attributes;
  return { kind: "accessToken", ...heardFields(delivery), owner, token: known({ name, type, expiresAt }) };
}

function ownerOf(value: unknown, { group_id, group }: TokenHook): AccessTokenEvent["owner"] | undefined {
  const project = projectOf(value);
  if (project) return { project };
  if (namesProject(value)) return undefined;
  const id = group?.group_id ?? group_id;
  return id === undefined ? undefined : { group: known({ id, path: group?.full_path }) };
}
