import { createHash } from "node:crypto";
import { existsSync, lstatSync, realpathSync, rmSync, type Stats, statSync, writeFileSync } from "node:fs";
import { type FileHandle, link, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { uniqueText } from "../../edge/random.ts";
import type { Sink } from "../../gitlab/http/sink.ts";
import { safe } from "../render.ts";
import { Problem } from "./problem.ts";
import { cannotWrite, codeOf } from "./unwritable.ts";

/** Where a download shall lie. */
export interface Place {
  /** An existing folder. */
  readonly folder: string;
  /** Missing: the sender's own name, made harmless. */
  readonly name?: string;
}

/** Reads `--output`: a folder that exists or ends in /, or else a file's path; without it the folder here. @throws Problem */
export function placeOf(output: string | undefined): Place {
  if (output === undefined) return { folder: "." };
  if (/[/\\]$/.test(output) || whatIsAt(output, statSync)?.isDirectory()) return { folder: output };
  return { folder: dirname(output), name: basename(output) };
}

/** What a download has left. */
export interface Stored {
  readonly bytes: number;
  readonly sha256: string;
}

/** A file that is there whole, or not at all. */
export interface PartFile {
  readonly sink: Sink;
  /**
   * Gives it its name at last; another file of that name is replaced only by force.
   *
   * @throws Problem
   */
  finish(path: string, force: boolean): Promise<Stored>;
  /** Takes it away again, whatever became of it. */
  drop(): Promise<void>;
}

/**
 * Where a file of that name is written: there, or where a link leads that shall stay one.
 *
 * @throws Problem when something stands there that force does not replace, or when there is no force
 */
export function whereToWrite(path: string, force: boolean): string {
  const there = whatIsAt(path, lstatSync);
  if (!there) return path;
  const isLink = there.isSymbolicLink();
  const file = isLink ? whatIsAt(path, statSync) : there;
  if (file?.isDirectory()) throw new Problem(`${safe(path)} is a folder: name a file in it with --output`);
  if (!file?.isFile()) throw new Problem(`${safe(path)} is no plain file: use --output - and redirect`);
  if (!force) throw new Problem(`${safe(path)} is there already: say --force to replace it, or --output`);
  return isLink ? realpathSync(path) : path;
}

function whatIsAt(path: string, look: typeof statSync): Stats | undefined {
  try {
    return look(path, { throwIfNoEntry: false });
  } catch (error) {
    return cannotWrite(path, error);
  }
}

/**
 * Begins a file in a folder under a short name of its own, and takes it away when the process is ended.
 *
 * @param told how a message names what is written; default: the folder
 * @throws Problem
 */
export async function openPart(folder: string, told: string = resolve(folder)): Promise<PartFile> {
  const path = join(folder, `penstock-${uniqueText().slice(0, 8)}.part`);
  const hash = createHash("sha256");
  const forget = dropAtExit(path);
  const handle = await begin(path).catch((error: unknown) => {
    forget();
    return cannotWrite(told, error);
  });
  let bytes = 0;
  return {
    sink: {
      async write(piece) {
        await writeAll(handle, piece).catch((error: unknown) => cannotWrite(told, error));
        hash.update(piece);
        bytes += piece.length;
      },
    },
    async finish(name, force) {
      await handle.sync().catch((error: unknown) => cannotWrite(name, error));
      await handle.close();
      const target = whereToWrite(name, force);
      await (force ? rename(path, target) : nameAnew(path, target)).catch((error: unknown) => cannotWrite(name, error));
      forget();
      return { bytes, sha256: hash.digest("hex") };
    },
    async drop() {
      await handle.close().catch(() => {});
      await rm(path, { force: true });
      forget();
    },
  };
}

/** In one step, so that no signal falls between the file and who takes it away. */
async function begin(path: string): Promise<FileHandle> {
  writeFileSync(path, "", { flag: "wx" });
  return await open(path, "r+");
}

async function writeAll(handle: FileHandle, piece: Uint8Array): Promise<void> {
  for (let at = 0; at < piece.length; ) at += (await handle.write(piece, at)).bytesWritten;
}

/** A rename would replace what came there meanwhile; a second name does not. */
async function nameAnew(path: string, target: string): Promise<void> {
  try {
    await link(path, target);
  } catch (error) {
    if (codeOf(error) === "EEXIST") throw error;
    // some file systems know no second names
    if (existsSync(target)) throw Object.assign(new Error("exists"), { code: "EEXIST" });
    return await rename(path, target);
  }
  await rm(path);
}

/** What ends a command from outside, by its number in POSIX: an exit code is 128 more. */
const signals = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 };

/** A half-written file shall not outlive the process: not on Ctrl-C, nor when the reader of a pipe ends it. */
function dropAtExit(path: string): () => void {
  const drop = () => rmSync(path, { force: true });
  const stops = Object.entries(signals).map(([signal, number]) => ({ signal, stop: () => process.exit(128 + number) }));
  process.once("exit", drop);
  for (const { signal, stop } of stops) process.on(signal, stop);
  return () => {
    process.off("exit", drop);
    for (const { signal, stop } of stops) process.off(signal, stop);
  };
}
