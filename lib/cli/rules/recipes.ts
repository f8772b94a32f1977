import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { actions } from "../../actions/index.ts";
import { readRulebook } from "../../rules/read.ts";
import { hint } from "../../rules/wording.ts";
import { Problem } from "../jobs/problem.ts";
import { holdsCases, readText } from "./files.ts";

/** The recipes come with the program, wherever it is called from. */
const folder = join(import.meta.dirname, "../../../infra/recipes");

/** A file of rules to start from. */
export interface Recipe {
  readonly name: string;
  readonly text: string;
  /** What its rules are for, and their verbs. */
  readonly description: string;
  readonly verbs: readonly string[];
}

/** All recipes, by name. @throws Problem where they cannot be read */
export function allRecipes(): readonly Recipe[] {
  if (!existsSync(folder)) throw new Problem(`the recipes are not there: ${folder}`);
  const files = readdirSync(folder).filter((file) => file.endsWith(".yaml") && !holdsCases(file));
  return files.toSorted().map((file) => recipeOf(file.replace(/\.yaml$/, "")));
}

/** @throws Problem where there is none of that name */
export function recipeNamed(name: string): Recipe {
  const found = allRecipes().find((recipe) => recipe.name === name);
  if (found) return found;
  const near = hint(
    name,
    allRecipes().map((recipe) => recipe.name),
  );
  throw new Problem(`there is no recipe ${JSON.stringify(name)}${near}: rules new --list tells all`);
}

/** The cases of a recipe, as text. */
export function casesOfRecipe({ name }: Recipe): string {
  return readText(join(folder, `${name}.cases.yaml`));
}

function recipeOf(name: string): Recipe {
  const file = `${name}.yaml`;
  const text = readText(join(folder, file));
  const read = readRulebook(text, file, actions);
  const rules = "rulebook" in read ? read.rulebook.rules : [];
  return {
    name,
    text,
    description: rules.flatMap(({ description }) => description ?? []).join(" "),
    verbs: [...new Set(rules.map((rule) => rule.do.action))],
  };
}
