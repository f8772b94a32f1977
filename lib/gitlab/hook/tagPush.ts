import * as z from "zod";
import type { TagPushEvent } from "../../core/event.ts";
import { Flag, Id, optional, Text, Word } from "../fields.ts";
import { known } from "../known.ts";
import { type Delivery, heardFields } from "./delivery.ts";
import type { Ignored } from "./ignored.ts";
import { readHook } from "./read.ts";

/** SHA-1, or SHA-256 where a repository has it. */
const Sha = optional(z.string().regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/));

// Source: docs.gitlab.com/user/project/integrations/webhook_events, "Tag events" (read 2026-11).
const TagPushHook = z.object({
  ref: Text.regex(/^refs\/tags\/./, "no tag"),
  before: Sha,
  after: Sha,
  ref_protected: Flag,
  user_id: optional(Id),
  user_username: Word,
});

/** A Tag Push Hook as our event. */
export function tagPushEvent(value: unknown, delivery: Delivery): TagPushEvent | Ignored {
  const read = readHook(value, TagPushHook, "a Tag Push Hook");
  if ("ignored" in read) return read;
  const { ref, before, after, ref_protected, user_id, user_username } = read.hook;
  const tagPush = known({
    tag: ref.slice("refs/tags/".length),
    before,
    after,
    isDeleted: after === undefined ? undefined : /^0+$/.test(after),
    isProtected: ref_protected,
    userId: user_id,
    userName: user_username,
  });
  return { kind: "tagPush", ...heardFields(delivery), project: read.project, tagPush };
}
