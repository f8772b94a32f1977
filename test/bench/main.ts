import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Figure, readFigures } from "./figure.ts";
import { machine, machineText } from "./machine.ts";
import { writePages } from "./page.ts";
import { ordered, parts, type Run } from "./parts.ts";
import { goalRows, unmetLines } from "./report.ts";
import { printTable } from "./rules/table.ts";

// `npm run bench [-- --json FILE --write] [PART [OPTIONS] …]`: measures, each part beside its limit and, where there is one,
// what others wrote, in the same run, and ends with the table of all goals, which it writes to bench.json as well. It
// asserts nothing about time. The parts are run one after the other, each in a process of its own; options go to the part before
// them. `--write` puts the tables into docs/performance.md and README.md.

const order = ordered(process.argv.slice(2));
if ("unknown" in order) refuse(`there is no part ${order.unknown}`);
else await measure(order.runs, readOptions(order.options));

interface Options {
  readonly json: string;
  readonly write: boolean;
  readonly help: boolean;
}

function readOptions(args: readonly string[]): Options {
  const options = {
    json: { type: "string", default: "bench.json" },
    write: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  } as const;
  return parseArgs({ args: [...args], options }).values;
}

function refuse(why: string): void {
  console.log(why);
  printUsage();
  process.exitCode = 1;
}

function printUsage(): void {
  console.log("npm run bench [-- --json=FILE --write] [PART [OPTIONS] …], where PART is one of");
  for (const [name, { says, usual }] of Object.entries(parts))
    console.log(`  ${name.padEnd(9)} ${says}${usual ? "" : " (only where it is named)"}`);
}

async function measure(runs: readonly Run[], { json, write, help }: Options): Promise<void> {
  if (help) {
    printUsage();
    return;
  }
  const about = machine();
  console.log(machineText(about));
  const began = performance.now();
  const figures: Figure[] = [];
  for (const run of runs) figures.push(...(await measured(run)));
  const seconds = Math.round((performance.now() - began) / 1000);
  if (figures.length === 0) return;
  console.log(`\n${machineText(about)}; ${seconds} s`);
  printTable("Goals", goalRows(figures));
  for (const line of unmetLines(figures)) console.log(line);
  writeFileSync(json, `${JSON.stringify({ machine: about, seconds, figures }, undefined, 2)}\n`);
  console.log(`\nwritten to ${json}`);
  if (write) writePages({ figures, about, seconds });
}

/** Runs one part; what it tells is what it measured of the goals. */
async function measured({ name, file, options }: Run): Promise<readonly Figure[]> {
  console.log(`\n== ${name}`);
  const path = join(import.meta.dirname, file);
  if (!existsSync(path)) throw new Error(`${file} is missing`);
  const figures: Figure[] = [];
  const child = spawn(process.execPath, [path, ...options], { stdio: ["inherit", "inherit", "inherit", "ipc"] });
  child.on("message", (told) => void figures.push(...readFigures(told)));
  const [status] = await once(child, "close");
  if (status !== 0) process.exitCode = Number(status ?? 1);
  return figures;
}
