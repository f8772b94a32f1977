import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { required } from "./promises.ts";
import { prove } from "./prove.ts";
import { findProofs } from "./rooms.ts";
import { promisesIn, withRows } from "./table.ts";

// `npm run prove [-- --only P9,P13 --says gate --scale 0.1 --seed S]`: runs every proof at its full size, or those of some
// promises whose sentence says something, and writes their rows in the table of docs/promises.md. Ends with 1 when a promise was broken or is not shown at all.

const { values } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    says: { type: "string", default: "" },
    scale: { type: "string", default: "1" },
    seed: { type: "string", default: "1" },
  },
});
const scale = Number(values.scale);
const seed = Number(values.seed);
if (!(scale > 0)) throw new Error(`--scale ${values.scale}: a number above 0 is needed`);
if (!Number.isSafeInteger(seed)) throw new Error(`--seed ${values.seed}: a whole number is needed`);

const print = (line: string) => process.stdout.write(`${line}\n`);
const path = join(import.meta.dirname, "../../docs/promises.md");
const only = values.only
  .split(",")
  .map((name) => name.trim())
  .filter((name) => name !== "");
const { found, missing } = await findProofs();
for (const file of missing) print(`${file} is not there: what it would show is missing`);

const { rows, failures } = await prove(
  { only, says: values.says, scale, seed },
  {
    proofs: found.map(({ proof }) => proof),
    today: () => new Date().toISOString().slice(0, 10),
    seconds: () => performance.now() / 1000,
    print,
  },
);
const page = withRows(readFileSync(path, "utf8"), rows, { all: only.length === 0 && values.says === "" });
writeFileSync(path, page);
const shown = promisesIn(page);
const wrong = [
  ...failures,
  ...required.filter((promise) => !shown.has(promise)).map((promise) => `${promise} is not shown`),
];
print(wrong.length === 0 ? "every promise held" : `${wrong.length} failures:`);
for (const failure of wrong.slice(0, 50)) print(`  ${failure}`);
process.exitCode = wrong.length === 0 ? 0 : 1;
