import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zstdCompressSync } from "node:zlib";
import { marshall } from "@aws-sdk/util-dynamodb";
import { bundle } from "../../../infra/build/bundle.ts";
import { languageHash } from "../../../infra/build/language.ts";
import { actions } from "../../../lib/actions/index.ts";
import { languageOf, ruleReader } from "../../../lib/rules/opened.ts";
import { packRules } from "../../../lib/rules/pack.ts";
import type { Figure } from "../figure.ts";
import { median, type Spread, spreadOf } from "./alternate.ts";
import { rulebookOf, teamRules } from "./books.ts";
import { printTable } from "./table.ts";

const slowRounds = 3;
const ways = ["none", "packed", "unzip", "text", "items"] as const;
type Way = (typeof ways)[number];
/** What takes long is measured a few times only. */
const slow: ReadonlySet<Way> = new Set<Way>(["text", "items"]);

export interface Starts {
  /** How many rules, and how many milliseconds they may add at most. */
  readonly goals: readonly { readonly rules: number; readonly most: number }[];
  readonly rounds: number;
}

/** G10: what rules add to the start of a process that has the program loaded, bundled as it is shipped. */
export async function measureColdStarts({ goals, rounds }: Starts): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), "penstock-bench-"));
  try {
    const { files } = await bundle({ name: "cold", file: join(import.meta.dirname, "cold.ts") });
    for (const { path, bytes } of files) write(join(folder, path), bytes);
    for (const { rules } of goals) writeRules(join(folder, String(rules)), rules);
    const found = goals.map(({ rules }) => ({ rules, ways: new Map<Way, Started[]>() }));
    for (let round = 0; round < rounds; round++)
      for (const { rules, ways: taken } of found)
        for (const way of ways.filter((one) => round < slowRounds || !slow.has(one))) {
          const run = started(join(folder, "cold/index.mjs"), join(folder, String(rules)), way);
          taken.set(way, [...(taken.get(way) ?? []), run]);
        }
    const measured = found.map(({ rules, ways: taken }) => ({ rules, ...addedBy(taken) }));
    printTable("G10  Rules into memory on a cold start, and one event decided", [
      ["rules", "without", "ours", "half of the rounds", "decompression alone", "all read at once", "an item a rule"],
      ...measured.map(({ rules, bare, added }) => [
        rules.toLocaleString("en"),
        `${bare.toFixed(0)} ms`,
        plus(added.packed.median),
        added.packed.half.map(plus).join(" to "),
        plus(added.unzip.median),
        plus(added.text.median),
        plus(added.items.median),
      ]),
    ]);
    return goals.map(({ rules, most }, at) => figureOf({ rules, most, added: measured[at]?.added }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

type Added = Readonly<Record<Exclude<Way, "none">, Spread>>;

/** Milliseconds: of a process that does nothing with rules, and what each way adds. */
function addedBy(taken: ReadonlyMap<Way, readonly Started[]>): { readonly bare: number; readonly added: Added } {
  const inside = (way: Way) => spreadOf((taken.get(way) ?? []).map((one) => one.inside));
  const added = { packed: inside("packed"), unzip: inside("unzip"), text: inside("text"), items: inside("items") };
  return { bare: median((taken.get("none") ?? []).map((one) => one.whole)), added };
}

function figureOf({ rules, most, added }: { rules: number; most: number; added: Added | undefined }): Figure {
  const { median: ours = Number.NaN, half: spread = [ours, ours] as const } = added?.packed ?? {};
  return {
    goal: "G10",
    what: `${rules.toLocaleString("en")} rules into memory on a cold start, and one event decided`,
    ...{ unit: "ms", ours, spread },
    ...(added && {
      limit: { name: "decompression", value: added.unzip.median },
      peer: { name: "an item a rule, checked again", value: added.items.median },
    }),
    most,
  };
}

function plus(millis: number): string {
  return `+${millis.toFixed(1)} ms`;
}

function write(path: string, bytes: Uint8Array): void {
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, bytes);
}

function writeRules(folder: string, count: number): void {
  const book = rulebookOf(teamRules(count));
  const text = JSON.stringify(book);
  const pack = packRules(book, text, languageOf(book, ruleReader(actions), languageHash()));
  const items = book.rules.map((rule) => marshall({ pk: "rules#gitlab", sk: rule.id, rule }));
  write(join(folder, "text"), zstdCompressSync(text));
  write(join(folder, "pack"), pack ?? new Uint8Array());
  write(join(folder, "items"), Buffer.from(JSON.stringify({ Items: items })));
}

/** Milliseconds of the processor, its helping threads included: of the process, and of what was done with the rules. */
interface Started {
  readonly whole: number;
  readonly inside: number;
}

function started(file: string, folder: string, how: Way): Started {
  const { status, stdout, stderr } = spawnSync(process.execPath, [file, folder, how], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  const [whole = Number.NaN, inside = Number.NaN] = stdout.split(" ").map((micros) => Number(micros) / 1000);
  return { whole, inside };
}
