import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildAll } from "./build/buildAll.ts";
import { pack } from "./package/pack.ts";
import { problemText } from "./package/template.ts";

// npm run package [-- --stage prod --param record=wanted]

const folder = join(import.meta.dirname, "..");

async function run(): Promise<void> {
  const { values } = parseArgs({
    options: { stage: { type: "string", default: "dev" }, param: { type: "string", multiple: true, default: [] } },
  });
  await buildAll({ outDir: join(folder, "dist") });
  const { template, problems } = await pack({ folder, stage: values.stage, given: values.param });
  if (problems.length > 0) throw new Error(problems.map((problem) => `- ${problemText(problem)}`).join("\n"));
  const again = values.param.map((parameter) => ` --param=${parameter}`).join("");
  const count = Object.keys(template?.Resources ?? {}).length;
  console.log(`Packaged in .serverless: ${count} resources, nothing wrong. To deploy just this:`);
  console.log(`npx osls deploy --package .serverless --stage ${values.stage}${again}`);
}

try {
  await run();
} catch (error) {
  console.error(`Not packaged:\n${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
