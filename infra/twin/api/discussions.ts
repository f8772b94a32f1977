import { notFound } from "../machine/refusal.ts";
import type { Note } from "../state/note.ts";
import type { World } from "../state/world.ts";
import { type Answer, json, refusal } from "./answer.ts";
import type { Call } from "./call.ts";
import { noteEntity } from "./noteEntity.ts";
import { notesAt, type Place } from "./notes.ts";
import { offsetPage } from "./paging.ts";

// Source: docs.gitlab.com/api/discussions and gitlabhq lib/api/discussions.rb (read 2026-11).

/** Oldest first. */
export function showDiscussions(call: Call, place: Place): Answer {
  const threads = Map.groupBy(notesAt(call, place), ({ discussionId }) => discussionId);
  return offsetPage(call, { rows: [...threads.values()], show: (notes) => discussionEntity(call.world, notes) });
}

export function showDiscussion(call: Call, place: Place): Answer {
  const notes = threadOf(call, place);
  return notes.length > 0 ? json(200, discussionEntity(call.world, notes)) : refusal(notFound("Discussion"));
}

/** The comments of the thread that the path names, as far as the asking one may see them. */
export function threadOf(call: Call, place: Place): Note[] {
  return notesAt(call, place).filter(({ discussionId }) => discussionId === call.params.discussion_id);
}

function discussionEntity(world: World, notes: readonly Note[]) {
  return {
    id: notes[0]?.discussionId,
    individual_note: notes[0]?.isThreaded === false,
    notes: notes.map((note) => noteEntity(world, note)),
  };
}
