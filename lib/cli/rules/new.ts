import { styleText } from "node:util";
import { Command } from "commander";
import { Projects } from "../../rules/projects.ts";
import { Problem } from "../jobs/problem.ts";
import { note, say } from "../print.ts";
import { allRecipes, casesOfRecipe, recipeNamed } from "./recipes.ts";

interface Options {
  readonly list?: true;
  readonly cases?: true;
  readonly project?: readonly string[];
  readonly json?: true;
}

/** `penstock rules new` */
export function newCommand(): Command {
  return new Command("new")
    .description("a rule to start from: prints a recipe, ready to be written to a file; without a name, lists them all")
    .argument("[recipe]", "the name of a recipe")
    .option("--list", "all recipes, a line each")
    .option("--project <glob...>", "the projects that it is for, in place of those of the recipe")
    .option("--cases", "the cases of the recipe instead of its rules")
    .option("--json", "the list as JSON")
    .addHelpText("after", examples)
    .action((name: string | undefined, { list, cases, project, json }: Options) => {
      if (name === undefined || list) return tellAll(json === true);
      const recipe = recipeNamed(name);
      if (cases) return say(withSchema(withSample(casesOfRecipe(recipe), project), "cases.schema.json").trimEnd());
      say(withSchema(withProjects(reporting(recipe.text), project), "rules.schema.json").trimEnd());
      note(
        `It only reports until it says \`mode: enforce\`. Its cases: rules new ${recipe.name} --cases > ${recipe.name}.cases.yaml`,
      );
    });
}

const examples = `
Examples:
  penstock rules new
  penstock rules new retry-spot --project "shop/**" "!shop/legacy" > retry-spot.yaml
  penstock rules new retry-spot --cases > retry-spot.cases.yaml`;

function tellAll(isJson: boolean): void {
  const recipes = allRecipes();
  if (isJson) {
    say(JSON.stringify(recipes.map(({ text: _, ...recipe }) => recipe)));
    return;
  }
  const width = Math.max(...recipes.map(({ name }) => name.length));
  const verbs = Math.max(...recipes.map((recipe) => recipe.verbs.join(", ").length));
  for (const recipe of recipes)
    say(
      `${recipe.name.padEnd(width)}  ${styleText("cyan", recipe.verbs.join(", ").padEnd(verbs))}  ${recipe.description}`,
    );
}

/** Whoever writes a rule sees first what it would do. */
function reporting(text: string): string {
  return text.replace(/^defaults:.*$/m, "defaults: { mode: report }");
}

/** @throws Problem where a project is no glob over full paths */
function withProjects(text: string, projects: readonly string[] | undefined): string {
  if (!projects) return text;
  const read = Projects.safeParse(projects);
  if (!read.success) throw new Problem(`--project: ${read.error.issues[0]?.message}`);
  const list = projects.map((glob) => JSON.stringify(glob)).join(", ");
  return text.replace(/^( +)projects:.*$/gm, (_, indent: string) => `${indent}projects: [${list}]`);
}

/** The cases of a recipe are about one project: another that the rule is for takes its place. */
function withSample(text: string, projects: readonly string[] = []): string {
  const glob = projects.find((one) => !one.startsWith("!"));
  if (glob === undefined) return text;
  const path = glob
    .replace(/^\*\*$/, "group/project")
    .replaceAll("**", "project")
    .replaceAll("*", "project");
  return text.replaceAll(/\bproject: [^\s,}]+/g, () => `project: ${JSON.stringify(path)}`);
}

/** The schema stands beside the file, if anywhere, and not where the recipe has it. */
function withSchema(text: string, file: string): string {
  return text.replace(/^# yaml-language-server:.*$/m, `# yaml-language-server: $schema=./${file}`);
}
