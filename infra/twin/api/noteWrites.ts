import { deleteNote, writeNote } from "../hooks/comment.ts";
import { noteEffects } from "../machine/noteEffects.ts";
import { badRequest, forbidden, noRecord, notFound } from "../machine/refusal.ts";
import { countOne } from "../machine/throttle.ts";
import type { Note } from "../state/note.ts";
import { hasRole } from "../state/project.ts";
import { type Answer, json, noContent, parameterError, refusal } from "./answer.ts";
import type { Call } from "./call.ts";
import { threadOf } from "./discussions.ts";
import { noteEntity } from "./noteEntity.ts";
import { mayReadInternal, notesAt, type Place } from "./notes.ts";
import { flagOf, paramsOf } from "./params.ts";
import { knows } from "./vintages.ts";
import { readId } from "./within.ts";

// Source: docs.gitlab.com/api/notes and gitlabhq lib/api/notes.rb, app/services/notes/build_service.rb (read 2026-11).

const mostCharacters = 1_000_000;

/** Who may not mark it as internal writes one that everybody may read: GitLab says nothing of it. */
export function createNote(call: Call, place: Place): Answer {
  const { internal, confidential } = paramsOf(call);
  const flag = flagOf(internal) ?? flagOf(confidential) ?? false;
  if (flag === "wrong") return parameterError("internal is invalid");
  const isHeard = knows(call.world.vintage, "internalNotes") && mayReadInternal(call.person, place.project);
  return write(call, place, { isInternal: flag && isHeard });
}

/** As internal as the thread is, whatever is asked for. */
export function answerDiscussion(call: Call, place: Place): Answer {
  const [answered] = threadOf(call, place);
  return answered ? write(call, place, { isInternal: false, answered }) : refusal(notFound("Discussion"));
}

/** The writer's own, or anybody's for maintainers. */
export function removeNote(call: Call, place: Place): Answer {
  const note = notesAt(call, place).find(({ id }) => id === readId(call.params.note_id));
  if (!note) return refusal(noRecord());
  const isTheirs = note.person === call.person || hasRole(place.project, call.person, "maintainer");
  if (!isTheirs) return refusal(forbidden());
  deleteNote(call.world, note.id);
  return noContent;
}

interface How {
  readonly isInternal: boolean;
  readonly answered?: Note;
}

/** Quick actions are done before the comment is kept; of one that has nothing else nothing is kept. */
function write(call: Call, { project, on }: Place, how: How): Answer {
  const { world, person } = call;
  const { body } = paramsOf(call);
  if (body === undefined) return parameterError("body is missing");
  const tooOften = countOne(world, `notes by ${person.id}`, world.settings.limits.notesPerMinute);
  if (tooOften) return refusal(tooOften);
  const text = String(body);
  if (text.trim() === "") return refusal(badRequest('Note {:note=>["can\'t be blank"]}'));
  if (text.length > mostCharacters) return refusal(badRequest('Note {:note=>["is too long"]}'));
  const { effects, left } = noteEffects(text);
  const told = effects.map((effect) => ({ ...effect, at: world.clock(), by: person.username }));
  world.noteEffects.push(...told);
  if (left === "") return json(202, { commands_changes: {}, summary: effects.map((effect) => effect.text) });
  return json(201, noteEntity(world, writeNote(world, { ...how, project, person, on, text: left })));
}
