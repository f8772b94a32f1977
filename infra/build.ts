import { join } from "node:path";
import { buildAll } from "./build/buildAll.ts";
import type { Bundle } from "./build/bundle.ts";
import { ceilingOf, shown } from "./build/ceiling.ts";

const outDir = join(import.meta.dirname, "../dist");

/** One line per function. */
function table(bundles: readonly Bundle[]): string {
  const rows = bundles.map(({ name, weight }) => [
    name,
    shown(weight.initBytes),
    shown(weight.lazyBytes),
    shown(ceilingOf(name).initBytes),
  ]);
  const lines = [["function", "init", "lazy", "ceiling"], ...rows];
  return lines
    .map(([name = "", ...sizes]) => name.padEnd(10) + sizes.map((size) => size.padStart(10)).join(""))
    .join("\n");
}

try {
  console.log(table(await buildAll({ outDir })));
} catch (error) {
  console.error(`The build stops:\n${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
