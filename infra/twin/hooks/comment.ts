import type { Project } from "../state/graph.ts";
import { pipelinesOf } from "../state/history.ts";
import { shaOf } from "../state/ids.ts";
import type { Issue, Note, Noted } from "../state/note.ts";
import { personOf, tell, type World } from "../state/world.ts";

export interface NewComment {
  readonly text: string;
  /** A username. */
  readonly by: string;
  /** One of: a commit's sha, or the number of a merge request or an issue as people see it, or a snippet's id. */
  readonly on: {
    readonly commit?: string;
    readonly mergeRequest?: number;
    readonly issue?: number;
    readonly snippet?: number;
  };
  /** Default: no. */
  readonly isInternal?: boolean;
  /** Of the issue that it stands on. Default: no. */
  readonly isConfidential?: boolean;
  /** GitLab itself writes it. Default: no. */
  readonly isSystem?: boolean;
  /** The id of a comment that it answers: it stands where that stands. */
  readonly inReplyTo?: number;
}

/** @throws Error when there is no such person, commit, merge request or comment */
export function comment(world: World, project: Project, added: NewComment): Note {
  const { text, by, isInternal = false, isSystem = false, inReplyTo } = added;
  const answered = inReplyTo === undefined ? undefined : noteOf(world, inReplyTo);
  const on = answered?.on ?? notedBy(world, project, added);
  return writeNote(world, { project, person: personOf(world, by), on, text, isInternal, isSystem, answered });
}

interface NewNote extends Pick<Note, "project" | "person" | "on" | "text" | "isInternal"> {
  readonly isSystem?: boolean;
  /** Another one of the thread: its secrecy is the new one's. */
  readonly answered?: Note | undefined;
}

/**
 * An answer makes a thread of a comment that was none, and is as internal as that.
 * Source: gitlabhq app/services/notes/build_service.rb, create_service.rb (read 2026-11).
 */
export function writeNote(world: World, { answered, isSystem = false, ...added }: NewNote): Note {
  const now = world.clock();
  const id = world.ids.next("note");
  const note: Note = {
    ...added,
    id,
    isInternal: answered?.isInternal ?? added.isInternal,
    isSystem,
    discussionId: answered?.discussionId ?? shaOf(`discussion ${id}`),
    isThreaded: answered !== undefined,
    createdAt: now,
    updatedAt: now,
  };
  for (const other of world.notes) if (other.discussionId === note.discussionId) other.isThreaded = true;
  world.notes.push(note);
  tell(world, { kind: "note", note, action: "create" });
  return note;
}

/** @throws Error when there is no such comment */
export function deleteNote(world: World, id: number): void {
  world.notes.splice(world.notes.indexOf(noteOf(world, id)), 1);
}

/** Its author writes it anew; GitLabs before 16.11 tell nobody. @throws Error when there is no such comment */
export function editComment(world: World, id: number, text: string): Note {
  const note = noteOf(world, id);
  note.text = text;
  note.updatedAt = world.clock();
  tell(world, { kind: "note", note, action: "update" });
  return note;
}

function noteOf({ notes }: World, id: number): Note {
  const note = notes.find((one) => one.id === id);
  if (!note) throw new Error(`there is no comment ${id}`);
  return note;
}

function notedBy(world: World, project: Project, { on, isConfidential = false }: NewComment): Noted {
  if (on.commit !== undefined) return { type: "Commit", commit: commitOf(project, on.commit) };
  if (on.mergeRequest !== undefined) return onMergeRequest(project, on.mergeRequest);
  if (on.issue !== undefined)
    return { type: "Issue", issue: issueOf(world, project, { iid: on.issue, isConfidential }) };
  if (on.snippet !== undefined) return { type: "Snippet", snippetId: on.snippet };
  throw new Error("a comment stands on a commit, a mergeRequest, an issue or a snippet");
}

function commitOf(project: Project, sha: string) {
  const { path, tags } = project;
  const commits = [...[...pipelinesOf(project)].map(({ commit }) => commit), ...tags.values()];
  const found = commits.find((commit) => commit.sha === sha);
  if (!found) throw new Error(`${path} has no commit ${sha}`);
  return found;
}

function onMergeRequest(project: Project, iid: number): Noted {
  const noted = findRequest(project, iid);
  if (!noted) throw new Error(`${project.path} has no merge request ${iid}: begin a pipeline of it first`);
  return noted;
}

/** A merge request that a pipeline ran for, as what comments stand on. */
export function findRequest({ pipelines }: Project, iid: number): Noted | undefined {
  const pipeline = pipelines.findLast(({ mergeRequest }) => mergeRequest?.iid === iid);
  return pipeline?.mergeRequest ? { type: "MergeRequest", request: pipeline.mergeRequest, pipeline } : undefined;
}

/** The same one as in earlier comments. */
function issueOf(world: World, project: Project, asked: Omit<Issue, "id">): Issue {
  return findIssue(world, project, asked.iid) ?? { id: world.ids.next("issue"), ...asked };
}

/** An issue that somebody commented on. */
export function findIssue(world: World, project: Project, iid: number): Issue | undefined {
  const issues = world.notes.flatMap(({ on, project: of }) =>
    on.type === "Issue" && of === project ? [on.issue] : [],
  );
  return issues.find((issue) => issue.iid === iid);
}
