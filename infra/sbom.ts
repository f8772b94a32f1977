import { join } from "node:path";
import { bundle, functionEntries } from "./build/bundle.ts";
import { bomsOf, writeBoms } from "./sbom/boms.ts";
import { readLock } from "./sbom/lock.ts";

// `npm run sbom`: lists what is really in each function's bundle, as CycloneDX 1.6, in dist/sbom.

const folder = join(import.meta.dirname, "../dist/sbom");

try {
  const boms = bomsOf(await Promise.all(functionEntries().map(bundle)), readLock());
  writeBoms(boms, folder);
  for (const [file, { components }] of boms)
    console.log(`${`dist/sbom/${file}`.padEnd(28)} ${components.length} packages`);
} catch (error) {
  console.error(`No bill of materials: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
