import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { zstdCompressSync } from "node:zlib";
import { bundle } from "../../../infra/build/bundle.ts";
import { languageHash } from "../../../infra/build/language.ts";
import { actions } from "../../../lib/actions/index.ts";
import { languageOf, ruleReader } from "../../../lib/rules/opened.ts";
import { packRules } from "../../../lib/rules/pack.ts";
import { median } from "../rules/alternate.ts";
import { rulebookOf, teamRules } from "../rules/books.ts";
import type { Point } from "./plot.ts";

const ways = ["packed", "text"] as const;
type Way = (typeof ways)[number];

/** What rules/cold.ts takes with rulebooks of some sizes, bundled as functions are: each time a process of its own, in turns. */
export async function startsOf(
  sizes: readonly number[],
  rounds: number,
): Promise<Readonly<Record<Way, readonly Point[]>>> {
  const folder = mkdtempSync(join(tmpdir(), "penstock-bench-"));
  try {
    const file = join(import.meta.dirname, "../rules/cold.ts");
    const { files } = await bundle({ name: "cold", file });
    for (const { path, bytes } of files) write(join(folder, path), bytes);
    for (const size of sizes) writeRules(join(folder, String(size)), size);
    const found = { packed: new Map<number, number[]>(), text: new Map<number, number[]>() };
    for (let round = 0; round < rounds; round++)
      for (const size of sizes)
        for (const way of ways) {
          const nanos = started([join(folder, "cold/index.mjs"), join(folder, String(size)), way]);
          found[way].set(size, [...(found[way].get(size) ?? []), nanos]);
        }
    const points = (way: Way) => sizes.map((size): Point => [size, median(found[way].get(size) ?? [])]);
    return { packed: points("packed"), text: points("text") };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function write(path: string, bytes: Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
}

function writeRules(folder: string, count: number): void {
  const book = rulebookOf(teamRules(count));
  const text = JSON.stringify(book);
  write(join(folder, "text"), zstdCompressSync(text));
  const pack = packRules(book, text, languageOf(book, ruleReader(actions), languageHash()));
  write(join(folder, "pack"), pack ?? new Uint8Array());
}

/** Nanoseconds of the processor for the rules alone. @throws Error with what it says where it fails */
function started(args: readonly string[]): number {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  const [, inside = Number.NaN] = stdout.split(" ").map(Number);
  return inside * 1_000;
}
