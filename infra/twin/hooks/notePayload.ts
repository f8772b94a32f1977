import { hookDate } from "../state/dates.ts";
import { type Issue, isConfidential, type Note, type Noted } from "../state/note.ts";
import { projectUrl } from "../state/urls.ts";
import type { World } from "../state/world.ts";
import { commitPart, oldProjectPart, personPart, repositoryPart, requestFields } from "./parts.ts";
import { hookAsOf } from "./vintages.ts";

/**
 * The body of a Note Hook.
 * Source: docs.gitlab.com/user/project/integrations/webhook_events, "Comment events" (read 2026-11).
 */
export function notePayload(world: World, { note, action }: { note: Note; action: "create" | "update" }) {
  const { project, person } = note;
  const { name, url, description, homepage } = repositoryPart(world, project);
  const user = personPart(world, person);
  return hookAsOf(world.vintage, "note", {
    object_kind: "note",
    event_type: isConfidential(note) ? "confidential_note" : "note",
    user: user && hookAsOf(world.vintage, "personOfPipeline", user),
    project_id: project.id,
    project: oldProjectPart(world, project),
    object_attributes: attributesPart(world, note, action),
    repository: { name, url, description, homepage },
    ...notedPart(world, note),
  });
}

function attributesPart(world: World, note: Note, action: string) {
  const { id, text, project, person, on, isInternal, isSystem } = note;
  return hookAsOf(world.vintage, "noteAttributes", {
    id,
    internal: isInternal,
    note: text,
    noteable_type: on.type,
    author_id: person.id,
    created_at: hookDate(note.createdAt),
    updated_at: hookDate(note.updatedAt),
    project_id: project.id,
    attachment: null,
    line_code: null,
    commit_id: on.type === "Commit" ? on.commit.sha : "",
    discussion_id: note.discussionId,
    noteable_id: notedId(on),
    system: isSystem,
    st_diff: null,
    action,
    url: `${projectUrl(world, project)}/${pathOf(world, on)}#note_${id}`,
  });
}

function notedId(on: Noted): number | null {
  if (on.type === "MergeRequest") return on.request.id;
  if (on.type === "Issue") return on.issue.id;
  return on.type === "Snippet" ? on.snippetId : null;
}

/** Addresses within a project have a `-` since 12. */
function pathOf({ vintage }: World, on: Noted): string {
  const prefix = vintage === 2016 ? "" : "-/";
  if (on.type === "MergeRequest") return `${prefix}merge_requests/${on.request.iid}`;
  if (on.type === "Issue") return `${prefix}issues/${on.issue.iid}`;
  return `${prefix}${on.type === "Snippet" ? `snippets/${on.snippetId}` : `commit/${on.commit.sha}`}`;
}

/** The thing itself, under its own name. */
function notedPart(world: World, { on, project, person }: Note) {
  if (on.type === "Commit") return { commit: commitPart(world, project, on.commit) };
  if (on.type === "Issue") return { issue: issuePart(on.issue, project.id) };
  if (on.type === "MergeRequest") return { merge_request: requestPart(world, on) };
  return { snippet: { id: on.snippetId, title: "Snippet", author_id: person.id, project_id: project.id } };
}

function issuePart({ id, iid, isConfidential: confidential }: Issue, projectId: number) {
  return { id, iid, title: `Issue ${iid}`, project_id: projectId, confidential, state: "opened", labels: [] };
}

function requestPart(world: World, { request, pipeline }: Extract<Noted, { type: "MergeRequest" }>) {
  const { project, commit } = pipeline;
  const shown = oldProjectPart(world, project);
  return hookAsOf(world.vintage, "mergeRequest", {
    ...requestFields(project, request),
    source: shown,
    target: shown,
    last_commit: commitPart(world, project, commit),
    labels: [],
  });
}
