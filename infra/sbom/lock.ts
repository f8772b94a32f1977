import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";

const root = join(import.meta.dirname, "../..");

/** What npm locked of one package. Source: docs.npmjs.com/cli/v11/configuring-npm/package-lock-json (read 2026-11). */
const Locked = z.object({
  version: z.string(),
  integrity: z.string().exactOptional(),
  license: z.string().exactOptional(),
  dependencies: z.record(z.string(), z.string()).default({}),
});
type Locked = z.infer<typeof Locked>;

/** By the folder from the project's root, e.g. `node_modules/zod`; the project itself is at the empty one. */
export type Lock = ReadonlyMap<string, Locked>;

const LockFile = z.object({ packages: z.record(z.string(), Locked) });

/** @throws ZodError when it is no lock of npm's third version */
export function readLock(file = join(root, "package-lock.json")): Lock {
  return new Map(Object.entries(LockFile.parse(JSON.parse(readFileSync(file, "utf8"))).packages));
}

/** The folder of the package that a file is of; `undefined`: it is one of ours. */
export function folderOf(source: string): string | undefined {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(source)?.[0];
}

/** The name of the package in a folder. */
export function nameIn(folder: string): string {
  return folder.slice(folder.lastIndexOf("node_modules/") + "node_modules/".length);
}

/** The folders of what a package needs, as Node finds them: the nearest above it. What is not installed is left out. */
export function needsOf(folder: string, lock: Lock): readonly string[] {
  const names = Object.keys(lock.get(folder)?.dependencies ?? {});
  return names.flatMap((name) => found(name, folder, lock) ?? []);
}

function found(name: string, from: string, lock: Lock): string | undefined {
  const here = from === "" ? `node_modules/${name}` : `${from}/node_modules/${name}`;
  if (lock.has(here)) return here;
  if (from === "") return undefined;
  const above = from.lastIndexOf("/node_modules/");
  return found(name, above < 0 ? "" : from.slice(0, above), lock);
}
