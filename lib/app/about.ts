import { jobText } from "../actions/action.ts";
import type { AccessTokenEvent, CommandEvent, DeploymentEvent, Event, Noteable, ReleaseEvent } from "../core/event.ts";
import { instantText } from "../core/time.ts";

// What was heard, in a few words for people: names and numbers only, nothing that somebody wrote in a comment.

/** What an event tells: `job 1001 "build" failed`, `release v2.3.0 created`, `note 17 on merge request !4`. */
export function aboutText(event: Event): string {
  switch (event.kind) {
    case "job":
      return `${jobText(event.job)} ${event.job.status}`;
    case "pipeline":
      return `pipeline ${event.pipeline.id} ${event.pipeline.status ?? "?"}`;
    case "deployment":
      return deploymentText(event);
    case "release":
      return `release ${event.release.tag} ${released[event.release.action]}`;
    case "note":
      return `note ${event.note.id} on ${noteableText(event.note.on)}${event.note.action === "update" ? " edited" : ""}`;
    case "tagPush":
      return `tag ${event.tagPush.tag} ${event.tagPush.isDeleted ? "deleted" : "pushed"}`;
    case "accessToken":
      return expiryText(event);
    case "command":
      return commandText(event);
    default:
      return event satisfies never;
  }
}

/** What a person must know at once, and what to do about it; `undefined` for all that rules and the journal take care of. */
export function warningOf(event: Event): string | undefined {
  if (event.kind !== "accessToken") return undefined;
  const project = "project" in event.owner && event.owner.project;
  const where = project ? ` in ${project.path ?? `project ${project.id}`}` : "";
  return `${expiryText(event)}${where}. Rotate it in GitLab, and give the new one to whatever uses it.`;
}

/** What was given is named, its values are not told. */
function commandText({ command: { verb, by, values }, job }: CommandEvent): string {
  const names = Object.keys(values).map((name) => name.slice(0, 64));
  return `${verb} of ${jobText(job)} by ${by.username}${names.length > 0 ? ` with ${names.join(", ")}` : ""}`;
}

function deploymentText({ deployment }: DeploymentEvent): string {
  const { id, jobId, status, environment } = deployment;
  const which = id === undefined ? `deployment of job ${jobId}` : `deployment ${id}`;
  return `${which}${environment ? ` to ${environment.name}` : ""} ${status}`;
}

const released: Readonly<Record<ReleaseEvent["release"]["action"], string>> = {
  create: "created",
  update: "updated",
  delete: "deleted",
  other: "changed",
};

function noteableText({ type, id, iid, sha }: Noteable): string {
  switch (type) {
    case "mergeRequest":
      return `merge request ${iid === undefined ? (id ?? "?") : `!${iid}`}`;
    case "issue":
      return `issue ${iid === undefined ? (id ?? "?") : `#${iid}`}`;
    case "commit":
      return `commit ${sha?.slice(0, 8) ?? "?"}`;
    case "snippet":
      return `snippet ${id ?? "?"}`;
    case "other":
      return "something else";
    default:
      return type satisfies never;
  }
}

function expiryText({ owner, token }: AccessTokenEvent): string {
  const group = "group" in owner ? ` of group ${owner.group.path ?? owner.group.id}` : "";
  const deploy = token.type === "deploy" ? "deploy " : "";
  const when = token.expiresAt === undefined ? "soon" : instantText(token.expiresAt).slice(0, "2026-12-01".length);
  return `${deploy}token ${token.name}${group} expires ${when}`;
}
