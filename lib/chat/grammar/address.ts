import { strangeIn } from "../../core/confusable.ts";
import type { CommandWord, Target } from "../../core/said.ts";
import { echo, strangeText, type Wrong, wrong } from "./wrong.ts";

type Addressed = Extract<Target, { kind: "job" | "pipeline" | "project" }>;

const things: Readonly<Record<string, "job" | "pipeline">> = {
  jobs: "job",
  // until GitLab 10 jobs were called so
  builds: "job",
  pipelines: "pipeline",
};

/** Whether a piece is meant as a web address. */
export function isAddress(text: string): boolean {
  return /^[^\s/=]{0,12}:\/\//.test(text);
}

/**
 * Reads a web address of GitLab's: of a job or a pipeline, also without `/-/` as it was until GitLab 13, or of a project.
 * What stands behind the number is left out. A GitLab below a path has that path before the project's.
 */
export function readAddress(text: string, word: CommandWord): Addressed | Wrong {
  const [, scheme = "", host = "", path = ""] = /^([^:]*):\/\/([^/?#]*)([^?#]*)/.exec(text) ?? [];
  const strange = strangeIn(host) ?? strangeIn(scheme) ?? strangeIn(usedOf(path));
  if (strange) return wrong([`I do not trust that address: ${strangeText(strange)}. Copy it from GitLab.`], word);
  if (!/^https?$/i.test(scheme)) return wrong(["An address begins with https://."], word);
  if (host.includes("@")) return wrong(["An address with a name or password in it is not asked."], word);
  if (!/^([a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]{2,45}\])(:\d{1,5})?$/i.test(host))
    return wrong([echo(host), " is no host."], word);
  const parts = path.replace(/\/$/, "").split("/").slice(1);
  return pageOf(usual(host.toLowerCase(), scheme.toLowerCase()), parts, word);
}

/** A path as GitLab shows it, `group/project`, with as many groups as there are. */
export function readPath(text: string, word: CommandWord): Addressed | Wrong {
  const strange = strangeIn(text);
  if (strange) return wrong([`I do not trust that path: ${strangeText(strange)}. Copy it from GitLab.`], word);
  const path = projectPath(text.replace(/\/$/, "").split("/"));
  if (path !== undefined && !/(^|\/)-(\/|$)/.test(path)) return { kind: "project", path };
  return wrong([echo(text), " is no project: write its full path, ", { code: "group/project" }, "."], word);
}

/** What of a path counts: what follows a number may be the name of any file. */
function usedOf(path: string): string {
  return /^.*?\/(?:jobs|builds|pipelines)\/\d+(?=\/|$)/.exec(path)?.[0] ?? path;
}

function usual(host: string, scheme: string): string {
  const port = scheme === "https" ? ":443" : ":80";
  return host.endsWith(port) ? host.slice(0, -port.length) : host;
}

function pageOf(host: string, parts: readonly string[], word: CommandWord): Addressed | Wrong {
  const dash = parts.indexOf("-");
  const end = dash === -1 ? oldThingAt(parts) : dash;
  const path = projectPath(parts.slice(0, end));
  if (path === undefined) return wrong(["That address names no project."], word);
  if (end === parts.length) return { kind: "project", host, path };
  const [name = "", id = ""] = parts.slice(dash === -1 ? end : end + 1);
  const kind = Object.hasOwn(things, name) ? things[name] : undefined;
  if (!kind) return wrong(["That address is of no job, pipeline or project."], word);
  const number = numberOf(id);
  if (number === undefined) return wrong([`That address names no ${kind}: its number is missing.`], word);
  return kind === "job" ? { kind, host, path, job: number } : { kind, host, path, pipeline: number };
}

/** Where `jobs/123` begins in an address without `/-/`; its project has two parts or more. */
function oldThingAt(parts: readonly string[]): number {
  const at = parts.findIndex(
    (part, index) => index >= 2 && Object.hasOwn(things, part) && numberOf(parts[index + 1] ?? "") !== undefined,
  );
  return at === -1 ? parts.length : at;
}

/** Source: docs.gitlab.com/user/reserved_names, "Rules for usernames, project and group names, and slugs" (read 2026-11). */
function projectPath(parts: readonly string[]): string | undefined {
  const last = parts.at(-1)?.replace(/\.git$/, "") ?? "";
  const all = [...parts.slice(0, -1), last];
  const isPath = all.length >= 2 && all.every((part) => /^[A-Za-z0-9_.-]+$/.test(part) && !/^\.{1,2}$/.test(part));
  return isPath ? all.join("/") : undefined;
}

function numberOf(text: string): number | undefined {
  const number = /^[1-9]\d{0,15}$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(number) ? number : undefined;
}
