import * as z from "zod";
import type { Project } from "../core/event.ts";
import { type Answer, allOf, anyOf, type Clause, notOf } from "../core/verdict.ts";
import { oneOrMany } from "./fields.ts";
import { globTest } from "./globs.ts";

const Entry = z.union(
  [
    z.string().regex(/^!?[^!]/, { error: "expected a glob over the full path, such as platform/**" }),
    z.int().min(1, { error: "expected a project's id" }),
  ],
  { error: "expected a glob over the full path, such as platform/**, or a project's id" },
);

/** Which projects a rule is for: globs over the full path, or ids; an entry with `!` in front excludes. */
export const Projects = oneOrMany(Entry).refine((entries) => entries.some((entry) => !isExclusion(entry)), {
  error: 'nothing but exclusions: expected some project too, "**" for all',
});
type Entry = z.infer<typeof Entry>;

function isExclusion(entry: Entry): boolean {
  return typeof entry === "string" && entry.startsWith("!");
}

/** Tells whether a rule is for a project: unknown where only a path that nobody told could tell. */
export function projectsCheck(entries: readonly Entry[]): (project: Project) => Clause {
  const wanted = entries.join(", ");
  const included = entries.filter((entry) => !isExclusion(entry)).map(entryTest);
  const excluded = entries.filter(isExclusion).map((entry) => entryTest(String(entry).slice(1)));
  return (project) => {
    const answer = allOf([
      anyOf(included.map((test) => test(project))),
      notOf(anyOf(excluded.map((test) => test(project)))),
    ]);
    return { path: "projects", answer, wanted, seen: project.path ?? `project ${project.id}, path unknown` };
  };
}

function entryTest(entry: Entry): (project: Project) => Answer {
  if (/^\d+$/.test(String(entry))) return ({ id }) => (id === Number(entry) ? "yes" : "no");
  if (entry === "**") return () => "yes";
  const matches = globTest([String(entry)]);
  return ({ path }) => {
    if (path === undefined) return "unknown";
    return matches(path) ? "yes" : "no";
  };
}
