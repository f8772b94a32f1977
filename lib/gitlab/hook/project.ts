import * as z from "zod";
import type { Project } from "../../core/event.ts";
import { Id, nullable, optional, Word } from "../fields.ts";

const Named = z.object({
  project_id: optional(Id),
  project: nullable(z.object({ id: optional(Id), path_with_namespace: Word })),
});

/** The project that a hook of any kind names, or `undefined` when it names none, or two. */
export function projectOf(value: unknown): Project | undefined {
  const { data } = Named.safeParse(value);
  const id = data?.project_id ?? data?.project?.id;
  if (!data || id === undefined || (data.project?.id ?? id) !== id) return undefined;
  const path = data.project?.path_with_namespace;
  return { id, ...(path && { path }) };
}

/** Whether a hook names a project at all, one or two. */
export function namesProject(value: unknown): boolean {
  const { data } = Named.safeParse(value);
  return data?.project_id !== undefined || data?.project?.id !== undefined;
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
