import type { Rule } from "../../../lib/rules/rulebook.ts";
import { type Given, holds } from "./conditions.ts";
import { every, fits, of, opposite, some, type Word, yesIf } from "./words.ts";

/** What a rule says to a job, asked by itself. */
export function says(rule: Rule, given: Given): Word {
  return every([
    yesIf(rule.mode !== "off"),
    yesIf(rule.until === undefined || given.now < Date.parse(rule.until) + 86_400_000),
    inProjects(rule.projects, given),
    rule.when ? holds(rule.when, given) : "yes",
  ]);
}

function inProjects(entries: Rule["projects"], { facts: { project } }: Given): Word {
  const meant = (entry: string): Word => {
    if (entry === "**") return "yes";
    if (/^\d+$/.test(entry)) return yesIf(project.id === Number(entry));
    return of(project.path, (path) => fits([entry], path));
  };
  const texts = entries.map(String);
  return every([
    some(texts.filter((entry) => !entry.startsWith("!")).map(meant)),
    opposite(some(texts.filter((entry) => entry.startsWith("!")).map((entry) => meant(entry.slice(1))))),
  ]);
}
