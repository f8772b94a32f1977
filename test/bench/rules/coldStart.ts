import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zstdCompressSync } from "node:zlib";
import { bundle } from "../../../infra/build/bundle.ts";
import { languageHash } from "../../../infra/build/language.ts";
import { actions } from "../../../lib/actions/index.ts";
import { languageOf, ruleReader } from "../../../lib/rules/opened.ts";
import { packRules } from "../../../lib/rules/pack.ts";
import { median } from "./alternate.ts";
import { rulebookOf, teamRules } from "./books.ts";
import { printTable } from "./table.ts";

const rounds = 9;
const sizes = [1_000, 10_000] as const;
const goals = { 1000: "<= +8 ms", 10000: "<= +12 ms" };

/** G10: what rules add to the start of a process that has the program loaded, bundled as it is shipped. */
export async function measureColdStarts(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "penstock-bench-"));
  try {
    const { files } = await bundle({ name: "cold", file: join(import.meta.dirname, "cold.ts") });
    for (const { path, bytes } of files) write(join(folder, path), bytes);
    for (const size of sizes) writeRules(join(folder, String(size)), size);
    const run = (size: number, how: string) => started(join(folder, "cold/index.mjs"), join(folder, String(size)), how);
    const found = new Map<string, Started[]>();
    for (let round = 0; round < rounds; round++)
      for (const size of sizes)
        for (const how of ["none", "packed", "text"]) {
          const key = `${size} ${how}`;
          found.set(key, [...(found.get(key) ?? []), run(size, how)]);
        }
    const whole = (key: string) => median((found.get(key) ?? []).map((one) => one.whole));
    const inside = (key: string) => median((found.get(key) ?? []).map((one) => one.inside));
    const plus = (millis: number) => `+${millis.toFixed(1)} ms`;
    printTable("G10  Rules into memory on a cold start, and one event decided", [
      ["rules", "without", "packed", "of it opening", "goal", "all read at once"],
      ...sizes.map((size) => [
        size.toLocaleString("en"),
        `${whole(`${size} none`).toFixed(0)} ms`,
        plus(whole(`${size} packed`) - whole(`${size} none`)),
        `${inside(`${size} packed`).toFixed(1)} ms`,
        goals[size],
        plus(whole(`${size} text`) - whole(`${size} none`)),
      ]),
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function write(path: string, bytes: Uint8Array): void {
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, bytes);
}

function writeRules(folder: string, count: number): void {
  const book = rulebookOf(teamRules(count));
  const text = JSON.stringify(book);
  const pack = packRules(book, text, languageOf(book, ruleReader(actions), languageHash()));
  write(join(folder, "text"), zstdCompressSync(text));
  write(join(folder, "pack"), pack ?? new Uint8Array());
}

/** Milliseconds of the processor, its helping threads included: of the process, and of what was done with the rules. */
interface Started {
  readonly whole: number;
  readonly inside: number;
}

function started(file: string, folder: string, how: string): Started {
  const { status, stdout, stderr } = spawnSync(process.execPath, [file, folder, how], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  const [whole = Number.NaN, inside = Number.NaN] = stdout.split(" ").map((micros) => Number(micros) / 1000);
  return { whole, inside };
}
