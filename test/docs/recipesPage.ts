import { readFileSync } from "node:fs";
import { join } from "node:path";
import { actions } from "../../lib/actions/index.ts";
import { allRecipes } from "../../lib/cli/rules/recipes.ts";
import { casesSchema } from "../../lib/rules/schema/casesSchema.ts";
import { rulesSchema } from "../../lib/rules/schema/rulesSchema.ts";

// What is generated in `infra/recipes`: the table of its README, and the schemas that editors read.

const begin = "<!-- every recipe, written by `npm run docs` -->";
const end = "<!-- until here -->";

/** The folder's README with its table as it must be. @throws Error where it has no place for one */
export function withRecipes(page: string): string {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error("infra/recipes/README.md has no place for the recipes");
  const rows = allRecipes().map(
    ({ name, description, verbs }) =>
      `| [\`${name}\`](${name}.yaml) | ${description} | ${verbs.map((verb) => `\`${verb}\``).join(", ")} |`,
  );
  const table = ["| recipe | what it does | verb |", "|---|---|---|", ...rows].join("\n");
  return `${page.slice(0, from + begin.length)}\n${table}\n${page.slice(to)}`;
}

const folder = join(import.meta.dirname, "../../infra/recipes");

/** The generated files of the folder, each with the text that it must have. */
export function recipeFiles(): readonly { readonly path: string; readonly text: string }[] {
  const readme = join(folder, "README.md");
  const json = (schema: object) => `${JSON.stringify(schema, null, 2)}\n`;
  return [
    { path: readme, text: withRecipes(readFileSync(readme, "utf8")) },
    { path: join(folder, "schema/rules.schema.json"), text: json(rulesSchema(actions)) },
    { path: join(folder, "schema/cases.schema.json"), text: json(casesSchema()) },
  ];
}
