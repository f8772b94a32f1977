import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { PlainRule } from "./books.ts";
import type { PlainFacts } from "./drawn.ts";

/** An engine with rules: how many match some facts. */
export type Asked = (facts: Readonly<Record<keyof PlainFacts, string>>) => Promise<number>;
export type Engines = Readonly<Record<string, (rules: readonly PlainRule[]) => Asked>>;

/** A door of pieces that others wrote, with rules: it checks signatures, reads hooks and asks. */
export interface PeerDoor {
  sign(body: Buffer): Promise<string>;
  /** How many rules match what a body tells. @throws Error when it was not signed so */
  take(body: Buffer, signature: string): Promise<number>;
}

/** What others wrote. */
export interface Peers {
  readonly engines: Engines;
  readonly doorOf: (rules: readonly PlainRule[], secret: string) => PeerDoor;
}

const folder = join(import.meta.dirname, "../peers");

/** What others wrote, installed where it is not yet; `undefined` where that cannot be done. */
export async function loadPeers(): Promise<Peers | undefined> {
  const isHere = () => existsSync(join(folder, "node_modules/casbin"));
  if (!isHere()) spawnSync("npm", ["ci", "--silent", "--ignore-scripts"], { cwd: folder, stdio: "inherit" });
  return isHere() ? await import(pathToFileURL(join(folder, "engines.mjs")).href) : undefined;
}

/** The rule engines that others wrote. */
export async function loadEngines(): Promise<Engines | undefined> {
  return (await loadPeers())?.engines;
}
