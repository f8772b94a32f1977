import { apiDate } from "../state/dates.ts";
import type { Note, Noted } from "../state/note.ts";
import type { World } from "../state/world.ts";
import { personBasicEntity } from "./entities.ts";
import { asOf } from "./vintageFields.ts";

/** A comment. Source: docs.gitlab.com/api/notes and gitlabhq lib/api/entities/note.rb (read 2026-11). */
export function noteEntity(world: World, note: Note) {
  const { id, text, person, project, on, isInternal, isSystem, isThreaded, createdAt, updatedAt } = note;
  return asOf(world.vintage, "note", {
    id,
    type: isThreaded ? "DiscussionNote" : null,
    body: text,
    author: personBasicEntity(world, person),
    created_at: apiDate(createdAt),
    updated_at: apiDate(updatedAt),
    system: isSystem,
    noteable_id: notedId(on),
    noteable_type: on.type,
    project_id: project.id,
    resolvable: isThreaded,
    confidential: isInternal,
    internal: isInternal,
    imported: false,
    imported_from: "none",
    noteable_iid: on.type === "MergeRequest" ? on.request.iid : on.type === "Issue" ? on.issue.iid : null,
    commands_changes: {},
  });
}

function notedId(on: Noted): number | null {
  if (on.type === "MergeRequest") return on.request.id;
  if (on.type === "Issue") return on.issue.id;
  return on.type === "Snippet" ? on.snippetId : null;
}
