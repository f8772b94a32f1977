import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { RuleFile } from "../../lib/app/apply.ts";

const sample = join(import.meta.dirname, "sample-rules.yaml");
const folder = join(import.meta.dirname, "../recipes");

/** The recipes that the stories need; the others of the folder are for people to choose from. */
const applied = ["keep-releases", "promote", "restart-stuck", "retry-infrastructure", "tidy"];

/** The recipes that hear what people say in chat. */
const heard = ["arm", "keep-from-chat", "retry-from-chat"];

/** Some of the recipes, to be applied where they may act: on the twin. */
export function recipes(): RuleFile[] {
  return applied.map((name) => withMode("enforce", recipe(name)));
}

/** What people may ask for in the chats of the sample world, and the gate that they open there. */
export function chatRules(): RuleFile[] {
  const file = "infra/local/sample-rules.yaml";
  return [...heard.map((name) => withMode("enforce", recipe(name))), { file, text: readFileSync(sample, "utf8") }];
}

/** The same rules, but they only report: for a GitLab where nobody has read them yet. */
export function reporting(file: RuleFile): RuleFile {
  return withMode("report", file);
}

function recipe(name: string): RuleFile {
  const file = `${name}.yaml`;
  return { file: `infra/recipes/${file}`, text: readFileSync(join(folder, file), "utf8") };
}

function withMode(mode: "report" | "enforce", { file, text }: RuleFile): RuleFile {
  return { file, text: text.replace(/^defaults:.*$/m, `defaults: { mode: ${mode} }`) };
}
