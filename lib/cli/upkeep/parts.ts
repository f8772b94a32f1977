import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { StoreError } from "../../core/errors.ts";
import type { Item } from "../../store/items.ts";
import type { TableName } from "../../store/tables.ts";
import { lineItem } from "../../store/whole/line.ts";
import { type Manifest, type Part, readManifest } from "../../store/whole/manifest.ts";
import { Problem } from "../jobs/problem.ts";
import { linesOf } from "../recording/file.ts";

// A backup is a folder: one packed file for each table, and the manifest, which is written last.

const manifestFile = "manifest.json";
/** What is in it is read by its owner only. */
const mode = 0o600;

/** Writes a table's lines as they come, and says what came. */
export async function writePart(folder: string, table: TableName, lines: AsyncIterable<string>): Promise<Part> {
  const file = `${table}.jsonl.gz`;
  const hash = createHash("sha256");
  let [items, bytes] = [0, 0];
  async function* ended(): AsyncGenerator<string> {
    for await (const line of lines) {
      items += 1;
      yield `${line}\n`;
    }
  }
  const weighed = new PassThrough();
  weighed.on("data", (chunk: Buffer) => {
    hash.update(chunk);
    bytes += chunk.length;
  });
  await pipeline(Readable.from(ended()), createGzip(), weighed, createWriteStream(join(folder, file), { mode }));
  return { table, file, items, bytes, sha256: hash.digest("hex") };
}

/** From then on the folder is a backup. */
export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const half = join(folder, `${manifestFile}.part`);
  await writeFile(half, `${JSON.stringify(manifest, undefined, 2)}\n`, { mode });
  await rename(half, join(folder, manifestFile));
}

/**
 * The manifest of a folder, once each of its parts is found as it was written.
 *
 * @throws Problem when it is no backup, not whole, or one that only a later Penstock reads
 */
export async function openBackup(folder: string): Promise<Manifest> {
  const text = await readFile(join(folder, manifestFile), "utf8").catch(() => undefined);
  if (text === undefined)
    throw new Problem(
      `${folder} is no whole backup: it has no ${manifestFile}, which is written last. Take another one`,
    );
  const manifest = manifestIn(folder, text);
  for (const part of manifest.parts) await checkPart(folder, part);
  return manifest;
}

function manifestIn(folder: string, text: string): Manifest {
  try {
    return readManifest(text);
  } catch (error) {
    if (error instanceof StoreError) throw new Problem(`${folder}: ${error.message}`);
    throw error;
  }
}

async function checkPart(folder: string, { file, bytes, sha256 }: Part): Promise<void> {
  const path = join(folder, file);
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new Problem(`${path} is missing: the backup is not whole. Nothing was restored; take another one`);
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  if (found.size !== bytes || hash.digest("hex") !== sha256)
    throw new Problem(
      `${path} is not what was written: it was changed or cut off. Nothing was restored; take another one`,
    );
}

/** The items of a table's part. @throws Problem for a line that is none */
export async function* itemsOf(folder: string, { parts }: Manifest, table: TableName): AsyncGenerator<Item> {
  const part = parts.find((one) => one.table === table);
  if (!part) return;
  const path = join(folder, part.file);
  for await (const lines of linesOf(path))
    for (const line of lines) {
      if (line === "") continue;
      const item = lineItem(line);
      if (!item) throw new Problem(`${path} holds a line that is no item: ${line.slice(0, 80)}`);
      yield item;
    }
}
