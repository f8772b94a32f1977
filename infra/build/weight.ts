import { basename } from "node:path";
import type { Metafile } from "esbuild";

/** What a bundle weighs, in bytes of its output. */
export interface Weight {
  /** What importing the function loads: its entry, and what that imports statically. */
  readonly initBytes: number;
  /** What only a dynamic import loads, if ever. */
  readonly lazyBytes: number;
  /** What each input puts into the first, the largest first. */
  readonly init: readonly Part[];
  /** What each input puts into the second, the largest first. */
  readonly lazy: readonly Part[];
}

/** A package by its name, or a folder of our own such as `lib/rules`. */
export interface Part {
  readonly name: string;
  readonly bytes: number;
}

type Output = Metafile["outputs"][string];

/** The chunks are named by their content; the one file that the runtime looks for is the entry. */
const entryName = "index.mjs";

/**
 * Weighs a bundle by what esbuild says about it.
 *
 * @throws Error when it has no `index.mjs`
 */
export function weigh({ outputs }: Metafile): Weight {
  const entry = Object.keys(outputs).find((path) => basename(path) === entryName);
  if (entry === undefined) throw new Error(`the bundle has no ${entryName}`);
  const paths = staticallyReached(entry, outputs);
  const modules = Object.entries(outputs).filter(([path]) => path.endsWith(".mjs"));
  const init = modules.filter(([path]) => paths.has(path)).map(([, output]) => output);
  const lazy = modules.filter(([path]) => !paths.has(path)).map(([, output]) => output);
  return { initBytes: bytesOf(init), lazyBytes: bytesOf(lazy), init: partsOf(init), lazy: partsOf(lazy) };
}

function staticallyReached(entry: string, outputs: Metafile["outputs"]): ReadonlySet<string> {
  const reached = new Set([entry]);
  for (const path of reached)
    for (const { path: imported, kind } of outputs[path]?.imports ?? [])
      if (kind !== "dynamic-import" && imported in outputs) reached.add(imported);
  return reached;
}

function bytesOf(outputs: readonly Output[]): number {
  return outputs.reduce((sum, { bytes }) => sum + bytes, 0);
}

function partsOf(outputs: readonly Output[]): Part[] {
  const bytes = new Map<string, number>();
  for (const { inputs } of outputs)
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const name = partName(path);
      bytes.set(name, (bytes.get(name) ?? 0) + bytesInOutput);
    }
  return [...bytes]
    .map(([name, bytes]) => ({ name, bytes }))
    .toSorted((one, other) => other.bytes - one.bytes || (one.name < other.name ? -1 : 1));
}

/** `node_modules/@scope/name/x.js` is `@scope/name`; `lib/rules/read.ts` is `lib/rules`. */
function partName(path: string): string {
  const inside = path.split("node_modules/").at(-1) ?? path;
  const words = inside.split("/");
  if (inside === path) return words.slice(0, -1).slice(0, 2).join("/") || path;
  return words.slice(0, inside.startsWith("@") ? 2 : 1).join("/");
}
