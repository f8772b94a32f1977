import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { decisions } from "../../golden/decisions.ts";
import { drawn } from "../../golden/make.ts";
import { cases } from "../../golden/open.ts";
import { perform, wrongWith } from "../../golden/perform.ts";
import { goldenStores, rememberedStore } from "../../golden/remembered.ts";
import type { Shown } from "../proof.ts";

/** Asks each golden rulebook again what it was asked by the version that wrote it. */
export async function sameDecisions(count: number): Promise<Shown> {
  const violations: string[] = [];
  for (const folder of goldenStores()) {
    const before = readFileSync(join(folder, "decisions.txt"), "utf8").split("\n");
    const now = await decisions(rememberedStore(folder), count, drawn.seed);
    now.forEach((line, at) => {
      if (line !== before[at]) violations.push(`${basename(folder)} event ${at}: ${line}, was ${before[at]}`);
    });
  }
  return { cases: count * goldenStores().length, violations };
}

/** Lets this version go on with the open tasks of each golden store, beside a twin. */
export async function openTasksGoOn(): Promise<Shown> {
  const violations: string[] = [];
  for (const folder of goldenStores()) {
    const done = await perform(folder, { isDecided: false });
    const wrong = [...wrongWith(done), ...done.faults];
    violations.push(...wrong.map((one) => `${basename(folder)}: ${one}`));
  }
  return { cases: Object.keys(cases).length * goldenStores().length, violations };
}
