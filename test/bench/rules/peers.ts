import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { PlainRule } from "./books.ts";

/** An engine with rules: how many match some facts. */
export type Asked = (facts: Readonly<Record<string, string>>) => Promise<number>;
export type Engines = Readonly<Record<string, (rules: readonly PlainRule[]) => Asked>>;

const folder = join(import.meta.dirname, "../peers");

/** The engines that others wrote, installed where they are not yet; `undefined` where that cannot be done. */
export async function loadEngines(): Promise<Engines | undefined> {
  if (!existsSync(join(folder, "node_modules")))
    spawnSync("npm", ["ci", "--silent"], { cwd: folder, stdio: "inherit" });
  if (!existsSync(join(folder, "node_modules"))) return undefined;
  const loaded: { readonly engines: Engines } = await import(pathToFileURL(join(folder, "engines.mjs")).href);
  return loaded.engines;
}
