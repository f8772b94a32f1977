import * as z from "zod";
import type { Project } from "../core/event.ts";
import { type Answer, allOf, anyOf, type Clause, notOf } from "../core/verdict.ts";
import { oneOrMany } from "./fields.ts";
import { globTest } from "./globs.ts";
import { shown } from "./wording.ts";

/** Why nothing can match a glob over full paths; `undefined`: something may. */
function whyNoPath(entry: string): string | undefined {
  const glob = entry.replace(/^!/, "");
  if (glob === "" || glob.startsWith("!")) return "expected a glob over the full path, such as platform/**";
  if (/^\d+$/.test(glob)) return undefined;
  if (/^[a-z]+:\/\//i.test(glob)) return "expected the full path alone, such as shop/api, without GitLab's address";
  // Source: docs.gitlab.com/user/reserved_names, "Rules for usernames, project and group names" (read 2026-11)
  const [odd] = /[^\p{L}\p{N}_.\-/*?]/u.exec(glob) ?? [];
  if (odd !== undefined)
    return `no path has ${shown(odd)} in it: a glob has only *, ** and ?, and a list stands for several`;
  if (/^\/|\/$|\/\//.test(glob)) return "a path neither begins nor ends with a slash, nor has two in a row";
  return glob.includes("/") || glob.includes("**")
    ? undefined
    : `a full path begins with a group: ${shown(`**/${glob}`)} is that project in any, ${shown(`${glob}/**`)} all in that group`;
}

const Entry = z.union(
  [
    z.string().superRefine((entry, context) => {
      const message = whyNoPath(entry);
      if (message !== undefined) context.addIssue({ code: "custom", message });
    }),
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
