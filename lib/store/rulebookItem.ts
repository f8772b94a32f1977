import { createHash } from "node:crypto";
import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import * as z from "zod";
import { StoreError } from "../core/errors.ts";
import type { StoredRulebook } from "../core/ports.ts";
import { checked, type Item } from "./items.ts";

const mostPackedBytes = 380 * 1024;
const mostBytes = 16 * 1024 * 1024;

/** The sort key of the item that names the active version. */
export const headKey = "head";

/** The sort key of one version: `v#00000042`. */
export function versionKey(version: number): string {
  return `v#${String(version).padStart(8, "0")}`;
}

/**
 * A new version's two items: the version itself, which nobody ever changes, and the head that makes it the active one.
 *
 * @throws StoreError `tooLarge` over 380 KB packed or 16 MiB of text
 */
export function rulebookItems(source: string, version: number, rules: string): { head: Item; body: Item } {
  const bytes = Buffer.byteLength(rules);
  if (bytes > mostBytes) throw tooLarge(source, `${bytes} bytes of text; 16 MiB is the most`);
  const packed = zstdCompressSync(rules);
  if (packed.length > mostPackedBytes) throw tooLarge(source, `${packed.length} bytes packed; 380 KB is the most`);
  return {
    head: { source, version: headKey, newest: version, hash: hashOf(rules) },
    body: { source, version: versionKey(version), packed },
  };
}

function tooLarge(source: string, reason: string): StoreError {
  return new StoreError("tooLarge", `the rules of ${source} are too large: ${reason}`);
}

function hashOf(rules: string): string {
  return createHash("sha256").update(rules).digest("hex");
}

const HeadItem = z.looseObject({ newest: z.int().min(1), hash: z.string() });
const BodyItem = z.looseObject({ packed: z.instanceof(Uint8Array) });

/**
 * Which version is the active one, and the hash that its text must have.
 *
 * @throws StoreError `corrupt`
 */
export function readHead(source: string, item: Item): Omit<StoredRulebook, "rules"> {
  const { newest, hash } = checked(HeadItem, item, `head of the rulebook of ${source}`);
  return { version: newest, hash };
}

/**
 * The version that the head names.
 *
 * @throws StoreError `corrupt` when it is missing, cannot be unpacked, or is not the text that the head's hash was made of
 */
export function readBody(source: string, head: Omit<StoredRulebook, "rules">, item: Item | undefined): StoredRulebook {
  const name = `rulebook ${head.version} of ${source}`;
  if (!item) throw new StoreError("corrupt", `${name}: the head names it, but it is missing`);
  const rules = unpacked(checked(BodyItem, item, name).packed, name);
  if (hashOf(rules) !== head.hash) throw new StoreError("corrupt", `${name}: its text does not match the head's hash`);
  return { ...head, rules };
}

function unpacked(packed: Uint8Array, name: string): string {
  try {
    return zstdDecompressSync(packed, { maxOutputLength: mostBytes }).toString("utf8");
  } catch (cause) {
    throw new StoreError("corrupt", `${name}: cannot be unpacked`, { cause });
  }
}
