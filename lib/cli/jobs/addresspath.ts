import type { ProjectRef } from "../../gitlab/place.ts";
import { safe } from "../render.ts";

/** What a web address of GitLab names. */
export interface Address {
  readonly project: ProjectRef;
  readonly jobId?: number;
  readonly pipelineId?: number;
}

/** Why a text names nothing, and what would. */
export interface Unread {
  readonly problem: string;
}

const things: Readonly<Record<string, "jobId" | "pipelineId">> = {
  jobs: "jobId",
  // until GitLab 10 jobs were called so
  builds: "jobId",
  pipelines: "pipelineId",
};

/**
 * Reads the path of an address, without the path below which GitLab is installed: a page, or a call of the API.
 *
 * @returns `undefined` where it names no project
 */
export function readPath(path: string): Address | Unread | undefined {
  const parts = partsOf(path);
  if (!parts) return undefined;
  return /^\/+api\/v\d\//.test(path) ? fromCall(parts) : fromPage(parts);
}

/** The path's parts as they are called, or `undefined` where one cannot be read. */
function partsOf(path: string): string[] | undefined {
  try {
    return path.split("/").filter(Boolean).map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

/** `/api/v4/projects/shop%2Fapi/jobs/123/retry`; a project may stand there by its id. */
function fromCall([, , list, name = "", word, id]: readonly string[]): Address | Unread | undefined {
  const project = readId(name) ?? readProjectPath(name);
  return list === "projects" && project !== undefined ? withThing(project, word, id) : undefined;
}

function fromPage(parts: readonly string[]): Address | Unread | undefined {
  // a slash in disguise would lead elsewhere
  if (parts.some((part) => part.includes("/"))) return undefined;
  const dash = parts.indexOf("-");
  const end = dash === -1 ? oldThingAt(parts) : dash;
  const project = readProjectPath(parts.slice(0, end).join("/"));
  const [word, id] = parts.slice(dash === -1 ? end : end + 1);
  return project === undefined ? undefined : withThing(project, word, id);
}

/** An id that cannot be read must not be taken for none: that would name all that the project has. */
function withThing(project: ProjectRef, word = "", id = ""): Address | Unread {
  const thing = Object.hasOwn(things, word) ? things[word] : undefined;
  if (!thing || id === "") return { project };
  const number = readId(id);
  if (number !== undefined) return { project, [thing]: number };
  return { problem: `the address names no ${thing === "jobId" ? "job" : "pipeline"}: ${quoted(id)} is no id` };
}

/** Where `jobs/123` begins in an address without `/-/`; its project has two parts or more. */
function oldThingAt(parts: readonly string[]): number {
  const at = parts.findIndex(
    (part, index) => index >= 2 && Object.hasOwn(things, part) && readId(parts[index + 1] ?? "") !== undefined,
  );
  return at === -1 ? parts.length : at;
}

/** A project with its group or groups, `group/sub/project`, as git or a shell may have written it too. */
export function readProjectPath(text: string): string | undefined {
  const path = text.replace(/^\/+|\/+$/g, "").replace(/\.git$/, "");
  const isPath = /^[^/\s\p{C}]+(\/[^/\s\p{C}]+)+$/u.test(path);
  return isPath && !path.split("/").some((part) => /^\.{1,2}$/.test(part)) ? path : undefined;
}

/** GitLab's number of a thing. */
export function readId(text: string): number | undefined {
  const id = /^[1-9]\d{0,15}$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(id) ? id : undefined;
}

/** A text of a person's in a message; a password in an address is not repeated. */
export function quoted(text: string): string {
  return JSON.stringify(safe(text.replace(/\/\/[^/@]*@/, "//")));
}
