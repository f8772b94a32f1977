import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildBundles } from "./bundles.ts";
import { type Checked, runCheck } from "./check.ts";
import { answers } from "./checks/answers.ts";
import { killed } from "./checks/killed.ts";
import { trouble } from "./checks/trouble.ts";
import { goalsOf } from "./figures.ts";
import { install } from "./install.ts";
import { measure } from "./measure.ts";
import { tableOf, withTable } from "./table.ts";

// `npm run ric [-- --only WORDS --rounds N --json FILE --write]`: runs every bundle in the runtime client that AWS Lambda
// itself uses, checks what it does, and measures it beside a handler that does nothing. Exit code 1 when a check fails.
// `--rounds 0` measures nothing; `--write` puts the figures into docs/performance.md.

const { values } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    rounds: { type: "string", default: "11" },
    json: { type: "string" },
    write: { type: "boolean", default: false },
  },
});
const rounds = Number(values.rounds);
if (!Number.isSafeInteger(rounds) || rounds < 0) throw new Error(`--rounds ${values.rounds}: a whole number is needed`);

const print = (line: string) => process.stdout.write(`${line}\n`);
const lack = install();
if (lack !== undefined) {
  print(lack);
  process.exit(1);
}

const bundles = await buildBundles();
try {
  const checked: Checked[] = [];
  for (const check of [...answers, ...trouble, ...killed].filter(({ says }) => says.includes(values.only))) {
    const { says, problem } = await runCheck(check, bundles);
    print(problem === undefined ? `ok      ${says}` : `FAILED  ${says}: ${problem}`);
    checked.push({ says, ...(problem !== undefined && { problem }) });
  }
  const failed = checked.filter(({ problem }) => problem !== undefined).length;
  print(`${checked.length - failed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
  const figures = rounds > 0 ? await measure(bundles, rounds) : undefined;
  if (figures) print(`\n${tableOf(figures)}`);
  if (figures && values.write) {
    const page = join(import.meta.dirname, "../../docs/performance.md");
    writeFileSync(page, withTable(readFileSync(page, "utf8"), tableOf(figures)));
  }
  const report = { checked, ...(figures && { figures, goals: goalsOf(figures) }) };
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report, undefined, 2)}\n`);
} finally {
  bundles.close();
}
