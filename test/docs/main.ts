import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withConditions } from "./conditionsPage.ts";
import { withCosts } from "./costPage.ts";
import { withDiagnoses } from "./doctorPage.ts";
import { openApiText } from "./openApiPage.ts";
import { recipeFiles } from "./recipesPage.ts";
import { withRights } from "./securityPage.ts";
import { openSession } from "./session.ts";
import { settled, stepsOf, withOutputs } from "./transcript.ts";

// `npm run docs`: writes what is generated in the docs; `npm run docs -- first-rule` (or `artifacts`, `gates`) types the commands of
// that page again.

const docs = join(import.meta.dirname, "../../docs");

function rewrite(file: string, change: (page: string) => string): void {
  const path = join(docs, file);
  writeFileSync(path, change(readFileSync(path, "utf8")));
}

/** Outputs that say the same as before stay as they are. */
async function typeAgain(file: string): Promise<void> {
  const endings: (() => unknown)[] = [];
  const steps = stepsOf(readFileSync(join(docs, file), "utf8"));
  try {
    const session = await openSession({ after: (end) => endings.push(end) });
    const outputs = await session.type(steps.map(({ command }) => command));
    const kept = steps.map(({ output }, at) => {
      const now = outputs[at] ?? "";
      return settled(now) === settled(output) ? output : now;
    });
    rewrite(file, (page) => withOutputs(page, steps, kept));
  } finally {
    for (const end of endings.toReversed()) await end();
  }
}

const typed = ["first-rule", "artifacts", "gates"].find((page) => process.argv.includes(page));
if (typed !== undefined) await typeAgain(`${typed}.md`);
else {
  rewrite("rules.md", withConditions);
  rewrite("cost.md", withCosts);
  rewrite("security.md", withRights);
  rewrite("doctor.md", withDiagnoses);
  for (const { path, text } of recipeFiles()) writeFileSync(path, text);
  writeFileSync(join(docs, "openapi.json"), openApiText());
}
