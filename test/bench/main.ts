import { spawnSync } from "node:child_process";
import { join } from "node:path";

// `npm run bench -- PART …`: measures, each part beside its limit and, where there is one, what others wrote, in the same
// run. It asserts nothing about time.

const parts: Readonly<Record<string, { readonly file: string; readonly says: string }>> = {
  rules: { file: "rules.ts", says: "from a delivery to a decision, beside other rule engines; two minutes" },
  twin: { file: "twin-scale.ts", says: "the twin with a large world" },
  drain: { file: "drain.ts", says: "tasks that are due at once, on both stores" },
  sweep: {
    file: "sweep.ts",
    says: "a million jobs swept in virtual time, beside what the limits allow; --jobs 20000 for a look",
  },
  simulate: { file: "simulate.ts", says: "a month of a million recorded events, asked by two rulebooks; a minute" },
};

const [name, ...more] = process.argv.slice(2);
const part = name === undefined ? undefined : parts[name];
if (part) {
  const run = spawnSync(process.execPath, [join(import.meta.dirname, part.file), ...more], { stdio: "inherit" });
  process.exitCode = run.status ?? 1;
} else {
  console.log("npm run bench -- PART, where PART is one of");
  for (const [known, { says }] of Object.entries(parts)) console.log(`  ${known.padEnd(8)} ${says}`);
  process.exitCode = name === undefined ? 0 : 1;
}
