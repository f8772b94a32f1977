import { findIssue, findRequest } from "../hooks/comment.ts";
import { noRecord, notFound } from "../machine/refusal.ts";
import { maySee } from "../machine/rights.ts";
import type { Project } from "../state/graph.ts";
import type { Note, Noted } from "../state/note.ts";
import type { Person } from "../state/person.ts";
import { hasRole } from "../state/project.ts";
import { type Answer, json, parameterError, refusal } from "./answer.ts";
import type { Call, Handled, Handler } from "./call.ts";
import { noteEntity } from "./noteEntity.ts";
import { offsetPage } from "./paging.ts";
import { wrongWord } from "./params.ts";
import { inProject, readId } from "./within.ts";

// Source: docs.gitlab.com/api/notes and gitlabhq lib/api/notes.rb, app/policies/note_policy.rb (read 2026-11).

/** What comments stand on, for those who may see that. */
export interface Place {
  readonly project: Project;
  readonly on: Noted;
}

type PlaceHandler = (call: Call, place: Place) => Handled;

/** Only members from reporter on see the merge requests of a private project. */
export function onRequest(handle: PlaceHandler): Handler {
  return inProject((call, project) => {
    const iid = readId(call.params.noteable_iid);
    if (iid === undefined) return parameterError("noteable_id is invalid");
    const on = mayReadInternal(call.person, project) || isPublic(project) ? findRequest(project, iid) : undefined;
    return on ? handle(call, { project, on }) : refusal(notFound("MergeRequest"));
  });
}

/** A confidential issue is seen by members from reporter on alone. */
export function onIssue(handle: PlaceHandler): Handler {
  return inProject((call, project) => {
    const iid = readId(call.params.noteable_iid);
    if (iid === undefined) return parameterError("noteable_id is invalid");
    const issue = findIssue(call.world, project, iid);
    const isHidden = issue?.isConfidential && !mayReadInternal(call.person, project);
    if (!issue || isHidden || !maySee(call.person, project)) return refusal(notFound("Issue"));
    return handle(call, { project, on: { type: "Issue", issue } });
  });
}

function isPublic({ settings }: Project): boolean {
  return settings.visibility === "public";
}

/** Whoever may read internal comments may write them, by the same rule. */
export function mayReadInternal(person: Person, project: Project): boolean {
  return hasRole(project, person, "reporter");
}

/** Those that the asking one may see, oldest first. */
export function notesAt({ world, person }: Call, { project, on }: Place): Note[] {
  const isThere = (note: Note) => note.project === project && keyOf(note.on) === keyOf(on);
  return world.notes.filter((note) => isThere(note) && (!note.isInternal || mayReadInternal(person, project)));
}

function keyOf(on: Noted): string {
  if (on.type === "MergeRequest") return `!${on.request.iid}`;
  return on.type === "Issue" ? `#${on.issue.iid}` : on.type;
}

/** Newest first, unless asked otherwise. */
export function listNotes(call: Call, place: Place): Answer {
  const { query, world } = call;
  const wrong = wrongWord(query, { sort: ["asc", "desc"], order_by: ["created_at", "updated_at"] });
  if (wrong) return wrong;
  const time = query.get("order_by") === "updated_at" ? "updatedAt" : "createdAt";
  const rows = notesAt(call, place).sort((one, other) => one[time] - other[time] || one.id - other.id);
  if (query.get("sort") !== "asc") rows.reverse();
  return offsetPage(call, { rows, show: (note) => noteEntity(world, note) });
}

export function showNote(call: Call, place: Place): Answer {
  const id = readId(call.params.note_id);
  if (id === undefined) return parameterError("note_id is invalid");
  const note = notesAt(call, place).find((one) => one.id === id);
  if (note) return json(200, noteEntity(call.world, note));
  // what is there and hidden is named, what is not there is not
  return refusal(call.world.notes.some((one) => one.id === id) ? notFound("Note") : noRecord());
}
