import type * as z from "zod";
import type { Project } from "../../core/event.ts";
import { whyUnreadable } from "../fields.ts";
import { type Ignored, ignored } from "./ignored.ts";
import { projectOf } from "./project.ts";

/** A hook's fields and its project, or why it is ignored. `name` is what people call the hook: `a Release Hook`. */
export function readHook<T>(
  value: unknown,
  schema: z.ZodType<T>,
  name: string,
): { readonly hook: T; readonly project: Project } | Ignored {
  const { data: hook, error } = schema.safeParse(value);
  if (error) return ignored(`${name} that cannot be read: ${whyUnreadable(error)}`, value);
  const project = projectOf(value);
  if (!project) return ignored(`${name} that names no project, or two`, value);
  return { hook, project };
}

/** Why a hook is ignored that lacks what it must tell. */
export function unreadable(value: unknown, schema: z.ZodType, name: string): Ignored {
  const { error } = schema.safeParse(value);
  return ignored(`${name} that cannot be read: ${error ? whyUnreadable(error) : "the whole: unreadable"}`, value);
}
