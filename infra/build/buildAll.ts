import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Bundle, bundle, type Entry, functionEntries } from "./bundle.ts";
import { breaches } from "./ceiling.ts";
import { settingTexts } from "./sources.ts";

/** A function breaks its ceiling; `message` lists all breaches. */
class CeilingError extends Error {
  override readonly name = "CeilingError";
}

export interface BuildOptions {
  /** Where the bundles go; what an earlier build left there of these functions is removed. */
  readonly outDir: string;
  /** Default: every file in `functions`. */
  readonly entries?: readonly Entry[];
}

const sourcesFile = join(import.meta.dirname, "../../penstock.yaml");

/**
 * Builds the functions, each into a folder of its own, `sources.json`, `access.json` and `chat.json` from `penstock.yaml`, and `report.json`: what each
 * weighs, and why.
 *
 * @throws Error when `penstock.yaml` cannot be used
 * @throws CeilingError when one is too heavy or has in it what it must not: then nothing is written
 */
export async function buildAll({ outDir, entries = functionEntries() }: BuildOptions): Promise<Bundle[]> {
  const { sources, access, chat } = settingTexts(sourcesFile);
  const bundles = await Promise.all(entries.map(bundle));
  const broken = bundles.flatMap(({ name, weight }) => breaches(name, weight));
  if (broken.length > 0) throw new CeilingError(broken.join("\n"));
  for (const { name, files } of bundles) {
    for (const old of [name, join("maps", name)]) rmSync(join(outDir, old), { recursive: true, force: true });
    for (const { path, bytes } of files) write(join(outDir, path), bytes);
  }
  write(join(outDir, "sources.json"), `${sources}\n`);
  write(join(outDir, "access.json"), `${access}\n`);
  write(join(outDir, "chat.json"), `${chat}\n`);
  const report = Object.fromEntries(bundles.map(({ name, weight }) => [name, weight]));
  write(join(outDir, "report.json"), `${JSON.stringify(report, undefined, 2)}\n`);
  return bundles;
}

function write(path: string, content: Uint8Array | string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
