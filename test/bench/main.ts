import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { knownParts, ordered } from "./parts.ts";

// `npm run bench -- PART …`: measures, each part beside its limit and, where there is one, what others wrote, in the same
// run. It asserts nothing about time. Several parts are run one after the other; options go to the part before them.

const order = ordered(process.argv.slice(2));
if ("unknown" in order) {
  if (order.unknown !== undefined) console.log(`there is no part ${order.unknown}\n`);
  console.log("npm run bench -- PART [OPTIONS] [PART …], where PART is one of");
  for (const [name, { says }] of Object.entries(knownParts)) console.log(`  ${name.padEnd(8)} ${says}`);
  process.exitCode = order.unknown === undefined ? 0 : 1;
} else {
  for (const { name, file, options } of order.runs) {
    if (order.runs.length > 1) console.log(`\n== ${name}`);
    const run = spawnSync(process.execPath, [join(import.meta.dirname, file), ...options], { stdio: "inherit" });
    if (run.status !== 0) process.exitCode = run.status ?? 1;
  }
}
