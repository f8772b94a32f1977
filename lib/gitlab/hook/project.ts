import type { Project } from "../../core/event.ts";
import { toldId, toldPart, toldWord } from "../told.ts";

/** The project that a hook of any kind names, or `undefined` when it names none, or two. */
export function projectOf(value: unknown): Project | undefined {
  const hook = toldPart(value);
  const project = toldPart(hook?.project);
  const own = toldId(project?.id);
  const id = toldId(hook?.project_id) ?? own;
  if (id === undefined || (own ?? id) !== id) return undefined;
  const path = toldWord(project?.path_with_namespace);
  return path === undefined ? { id } : { id, path };
}

/** Whether a hook names a project at all, one or two. */
export function namesProject(value: unknown): boolean {
  const hook = toldPart(value);
  return toldId(hook?.project_id) !== undefined || toldId(toldPart(hook?.project)?.id) !== undefined;
}

/**
 * A project's path from its address, for job hooks from before GitLab 17, which have no `project`. The display name
 * (`Group / Sub / Name`) tells how many parts of the address are the project's: GitLab may be installed below a path.
 *
 * @returns `undefined` when the two do not fit
 */
export function pathFromAddress(address: string | undefined, displayName: string | undefined): string | undefined {
  const parts =
    URL.parse(address ?? "")
      ?.pathname.replace(/\.git$/, "")
      .split("/")
      .slice(1) ?? [];
  const count = (displayName ?? "").split("/").length;
  const own = parts.slice(-count);
  if (count < 2 || own.length < count || !own.every((part) => /^\w[\w.-]*$/.test(part))) return undefined;
  return own.join("/");
}
