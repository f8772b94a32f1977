import * as z from "zod";
import { readablePart } from "../../core/comment.ts";
import type { Noteable, NoteEvent } from "../../core/event.ts";
import { Flag, Id, nullable, optional, Person, personFields, When, Word } from "../fields.ts";
import { known } from "../known.ts";
import { type Delivery, heardFields } from "./delivery.ts";
import type { Ignored } from "./ignored.ts";
import { readHook } from "./read.ts";

const NoteText = z
  .string()
  .refine((text) => text.isWellFormed(), "half a surrogate pair")
  .transform(readablePart);

/** Hooks told of new notes alone, without a word, until GitLab 16.11 told of edits too. */
const Action = z
  .enum(["create", "update", "other"])
  .nullish()
  .transform((action) => action ?? "create")
  .catch("other");

// Source: docs.gitlab.com/user/project/integrations/webhook_events, "Comment events", and GitLab's
// lib/gitlab/data_builder/note.rb (read 2026-11).
const NoteHook = z.object({
  event_type: Word,
  user: Person,
  object_attributes: z.object({
    id: Id,
    note: NoteText,
    action: Action,
    noteable_type: Word,
    noteable_id: optional(Id),
    commit_id: Word,
    author_id: optional(Id),
    system: Flag,
    internal: Flag,
    confidential: Flag,
    discussion_id: Word,
    created_at: When,
  }),
  merge_request: nullable(
    z.object({
      iid: optional(Id),
      source_project_id: optional(Id),
      target_project_id: optional(Id),
      last_commit: nullable(z.object({ id: Word })),
    }),
  ),
  issue: nullable(z.object({ iid: optional(Id), confidential: Flag })),
});
type NoteHook = z.infer<typeof NoteHook>;

/** A Note Hook or a Confidential Note Hook as our event. */
export function noteEvent(value: unknown, delivery: Delivery): NoteEvent | Ignored {
  const read = readHook(value, NoteHook, "a Note Hook");
  if ("ignored" in read) return read;
  const { hook, project } = read;
  const { id, action, note: text, author_id, system, discussion_id, created_at } = hook.object_attributes;
  const note = known({
    id,
    action,
    on: noteableOf(hook),
    text,
    authorId: author_id,
    isSystem: system,
    isConfidential: isConfidential(hook),
    discussionId: discussion_id,
    createdAt: created_at ?? undefined,
    ...personFields(hook.user),
  });
  return { kind: "note", ...heardFields(delivery), project, note };
}

/** The header says it too, but no signature covers that one. */
function isConfidential({ event_type, object_attributes: { internal, confidential }, issue }: NoteHook): boolean {
  return event_type === "confidential_note" || [internal, confidential, issue?.confidential].includes(true);
}

const types: ReadonlyMap<string | undefined, Noteable["type"]> = new Map([
  ["Commit", "commit"],
  ["MergeRequest", "mergeRequest"],
  ["Issue", "issue"],
  ["Snippet", "snippet"],
]);

function noteableOf({ object_attributes, merge_request: request, issue }: NoteHook): Noteable {
  const { noteable_type, noteable_id: id, commit_id: sha } = object_attributes;
  const type = types.get(noteable_type) ?? "other";
  if (type === "commit") return known({ type, sha });
  if (type === "issue") return known({ type, id, iid: issue?.iid });
  if (type !== "mergeRequest") return known({ type, id });
  const isFromFork = differ(request?.source_project_id, request?.target_project_id);
  return known({ type, id, iid: request?.iid, sha: request?.last_commit?.id, isFromFork });
}

function differ(one: number | undefined, other: number | undefined): boolean | undefined {
  return one === undefined || other === undefined ? undefined : one !== other;
}
