import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { RuleFile } from "../../lib/app/apply.ts";

const folder = join(import.meta.dirname, "../recipes");

/** The rule files that come with Penstock. */
export function recipes(): RuleFile[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(".yaml"));
  return files
    .toSorted()
    .map((file) => ({ file: `infra/recipes/${file}`, text: readFileSync(join(folder, file), "utf8") }));
}

/** The same rules, but they only report: for a GitLab where nobody has read them yet. */
export function reporting({ file, text }: RuleFile): RuleFile {
  return { file, text: text.replace(/^defaults:.*$/m, "defaults: { mode: report }") };
}
