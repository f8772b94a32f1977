import type { Pipeline, Project } from "../state/graph.ts";
import { pipelinesOf } from "../state/history.ts";
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
}

/** @throws Error when there is no such person, commit or merge request */
export function comment(world: World, project: Project, added: NewComment): Note {
  const { text, by, isInternal = false } = added;
  const person = personOf(world, by);
  const on = notedBy(world, project, added);
  const now = world.clock();
  const note: Note = {
    id: world.ids.next("note"),
    project,
    person,
    on,
    isInternal,
    createdAt: now,
    updatedAt: now,
    text,
  };
  world.notes.push(note);
  tell(world, { kind: "note", note, action: "create" });
  return note;
}

/** Its author writes it anew; GitLabs before 16.11 tell nobody. @throws Error when there is no such comment */
export function editComment(world: World, id: number, text: string): Note {
  const note = world.notes.find((one) => one.id === id);
  if (!note) throw new Error(`there is no comment ${id}`);
  note.text = text;
  note.updatedAt = world.clock();
  tell(world, { kind: "note", note, action: "update" });
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

function onMergeRequest({ path, pipelines }: Project, iid: number): Noted {
  const of = ({ mergeRequest }: Pipeline) => mergeRequest?.iid === iid;
  const pipeline = pipelines.findLast(of);
  if (!pipeline?.mergeRequest) throw new Error(`${path} has no merge request ${iid}: begin a pipeline of it first`);
  return { type: "MergeRequest", request: pipeline.mergeRequest, pipeline };
}

/** The same one as in earlier comments. */
function issueOf(world: World, project: Project, asked: Omit<Issue, "id">): Issue {
  const known = world.notes.flatMap(({ on, project: of }) => (on.type === "Issue" && of === project ? [on.issue] : []));
  return known.find(({ iid }) => iid === asked.iid) ?? { id: world.ids.next("issue"), ...asked };
}
