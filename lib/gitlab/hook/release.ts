import * as z from "zod";
import type { ReleaseEvent } from "../../core/event.ts";
import { Text, When, Word } from "../fields.ts";
import { known } from "../known.ts";
import { type Delivery, heardFields } from "./delivery.ts";
import type { Ignored } from "./ignored.ts";
import { readHook } from "./read.ts";

// Source: docs.gitlab.com/user/project/integrations/webhook_events, "Release events" (read 2026-11). It names no pipeline.
const ReleaseHook = z.object({
  tag: Text,
  name: Word,
  released_at: When,
  action: z.enum(["create", "update", "delete", "other"]).catch("other"),
});

/** A Release Hook as our event. */
export function releaseEvent(value: unknown, delivery: Delivery): ReleaseEvent | Ignored {
  const read = readHook(value, ReleaseHook, "a Release Hook");
  if ("ignored" in read) return read;
  const { tag, action, name, released_at } = read.hook;
  const release = known({ tag, action, name, releasedAt: released_at ?? undefined });
  return { kind: "release", ...heardFields(delivery), project: read.project, release };
}
