import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { printTable } from "../rules/table.ts";
import { svgOf } from "./plot.ts";
import { rooms } from "./rooms.ts";
import { plotTable } from "./table.ts";

// One of the rooms, in this process: `room.ts NAME [--small] [--write]`.

const [name = "", ...flags] = process.argv.slice(2);
const folder = join(import.meta.dirname, "../../../docs/plots");
const began = performance.now();
const plots = (await rooms[name]?.(flags.includes("--small") ? "small" : "whole")) ?? [];
for (const plot of plots) {
  const svg = svgOf(plot);
  printTable(`${plot.title}. ${plot.says}`, plotTable(plot));
  if (!flags.includes("--write")) continue;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${plot.name}.svg`), svg);
  console.log(`  written to docs/plots/${plot.name}.svg`);
}
console.log(`\n  ${name}: ${Math.round((performance.now() - began) / 1000)} s`);
