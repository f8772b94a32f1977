import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Bom, bomOf } from "./bom.ts";
import type { Lock } from "./lock.ts";

/** A function's name, and the sources that its bundle is made of. */
interface Bundled {
  readonly name: string;
  readonly sources: readonly string[];
}

/**
 * The bill of each function, and one of all of them, by the names of their files.
 *
 * @throws Error as `bomOf`
 */
export function bomsOf(bundles: readonly Bundled[], lock: Lock): ReadonlyMap<string, Bom> {
  const boms = bundles.map(({ name, sources }) => {
    const listed = { name: `penstock-${name}`, description: `The function ${name}, as it is bundled.`, sources };
    return [`${name}.cdx.json`, bomOf(listed, lock)] as const;
  });
  const sources = bundles.flatMap((bundle) => bundle.sources);
  const all = bomOf({ name: "penstock", description: "All functions, as they are bundled.", sources }, lock);
  return new Map([...boms, ["penstock.cdx.json", all] as const]);
}

/** Writes them into a folder in place of those that are there. */
export function writeBoms(boms: ReadonlyMap<string, Bom>, folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [file, bom] of boms) writeFileSync(join(folder, file), `${JSON.stringify(bom, undefined, 2)}\n`);
}
