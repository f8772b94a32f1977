import { createHash } from "node:crypto";
import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import * as z from "zod";
import { StoreError } from "../core/errors.ts";
import type { RulesEntry } from "../core/journal.ts";
import type { StoredRulebook } from "../core/ports.ts";
import { understood, written } from "./format.ts";
import { checked, type Item } from "./items.ts";
import { noteOf } from "./versionNote.ts";

const mostPackedBytes = 380 * 1024;
const mostBytes = 16 * 1024 * 1024;

/** The sort key of the item that names the active version. */
export const headKey = "head";
/** Those of the active version's text and pack: beside the head, so that one request reads all three. */
export const textKey = `${headKey}#text`;
export const packKey = `${headKey}#pack`;

/** The sort key of one version: `v#00000042`. */
export function versionKey(version: number): string {
  return `v#${String(version).padStart(8, "0")}`;
}

/** A text as it shall be stored. */
export interface NewRulebook {
  readonly source: string;
  readonly version: number;
  readonly rules: string;
  readonly pack?: Uint8Array;
  /** What is told beside the version. */
  readonly journal?: RulesEntry;
}

/**
 * A new version's items: the version itself, which nobody ever changes; the head that makes it the active one; and what is
 * read with the head. Older programs read the first two.
 *
 * @throws StoreError `tooLarge` over 380 KB packed or 16 MiB of text
 */
export function rulebookItems({ source, version, rules, pack, journal }: NewRulebook): {
  head: Item;
  body: Item;
  beside: readonly Item[];
} {
  const packed = packedText(source, rules);
  // A pack only saves time: one that does not fit is left out.
  const fitting = pack && pack.length <= mostPackedBytes ? pack : undefined;
  const asStored = (item: Item) => written("rulebook", { source, ...item });
  return {
    head: asStored({ version: headKey, newest: version, hash: hashOf(rules), seal: sealOf(packed, fitting) }),
    body: asStored({ version: versionKey(version), packed, hash: hashOf(rules), ...noteOf(journal) }),
    beside: [
      asStored({ version: textKey, newest: version, packed }),
      ...(fitting ? [asStored({ version: packKey, newest: version, packed: fitting })] : []),
    ],
  };
}

/** A text as it is kept. @throws StoreError `tooLarge` */
export function packedText(source: string, rules: string): Uint8Array {
  const bytes = Buffer.byteLength(rules);
  if (bytes > mostBytes) throw tooLarge(source, `${bytes} bytes of text; 16 MiB is the most`);
  const packed = zstdCompressSync(rules);
  if (packed.length > mostPackedBytes) throw tooLarge(source, `${packed.length} bytes packed; 380 KB is the most`);
  return packed;
}

function tooLarge(source: string, reason: string): StoreError {
  return new StoreError("tooLarge", `the rules of ${source} are too large: ${reason}`);
}

/** SHA-256 of a text, hex. */
export function hashOf(rules: string): string {
  return createHash("sha256").update(rules).digest("hex");
}

/** SHA-256 of the packed text and of what is stored beside it, hex. */
function sealOf(packed: Uint8Array, pack: Uint8Array | undefined): string {
  const hash = createHash("sha256").update(packed);
  return (pack ? hash.update(pack) : hash).digest("hex");
}

const HeadItem = z.looseObject({ newest: z.int().min(1), hash: z.string(), seal: z.string().optional() });
const BodyItem = z.looseObject({ packed: z.instanceof(Uint8Array) });
const BesideItem = z.looseObject({ newest: z.int(), packed: z.instanceof(Uint8Array) });

/** The head's word: which version is the active one, and the hashes that its text and what is beside the head must have. */
export interface Head extends Omit<StoredRulebook, "rules" | "pack"> {
  /** Missing in a head that an older program wrote. */
  readonly seal?: string;
}

/**
 * Which version is the active one, and what it must be.
 *
 * @throws StoreError `corrupt`, `newer`
 */
export function readHead(source: string, item: Item): Head {
  const { newest, hash, seal } = checked(HeadItem, understood("rulebook", item), `head of the rulebook of ${source}`);
  return { version: newest, hash, ...(seal !== undefined && { seal }) };
}

/**
 * The active version from what is stored beside its head; `undefined` where that is of another version, or not there: an
 * older program applied last, or the items were read while somebody applied. Then the version itself must be read.
 *
 * @throws StoreError `corrupt` when it is of the head's version, but not what the head's seal was made of
 */
export function readBeside(source: string, head: Head, items: readonly Item[]): StoredRulebook | undefined {
  const { seal, version, hash } = head;
  const [text, pack] = [textKey, packKey].map((key) => {
    const { data } = BesideItem.safeParse(items.find((item) => item.version === key));
    return data?.newest === version ? data.packed : undefined;
  });
  if (seal === undefined || !text) return undefined;
  if (sealOf(text, pack) === seal)
    return { version, hash, rules: unpacked(text, nameOf(source, head)), ...(pack && { pack }) };
  if (!pack) return undefined;
  throw new StoreError("corrupt", `${nameOf(source, head)}: what is stored beside its head does not match the seal`);
}

/**
 * The version that the head names.
 *
 * @throws StoreError `corrupt` when it is missing, cannot be unpacked, or is not the text that the head's hash was made of
 */
export function readBody(source: string, head: Head, item: Item | undefined): StoredRulebook {
  const { version, hash } = head;
  const name = nameOf(source, head);
  if (!item) throw new StoreError("corrupt", `${name}: the head names it, but it is missing`);
  const rules = unpacked(checked(BodyItem, understood("rulebook", item), name).packed, name);
  if (hashOf(rules) !== hash) throw new StoreError("corrupt", `${name}: its text does not match the head's hash`);
  return { version, hash, rules };
}

const VersionItem = z.looseObject({ packed: z.instanceof(Uint8Array), hash: z.string().optional() });

/**
 * A version by its own word; `undefined` where there is none.
 *
 * @throws StoreError `corrupt` when it cannot be unpacked, or is not the text that its hash was made of
 */
export function readVersion(source: string, version: number, item: Item | undefined): StoredRulebook | undefined {
  if (!item) return undefined;
  const name = nameOf(source, { version });
  const { packed, hash } = checked(VersionItem, understood("rulebook", item), name);
  const rules = unpacked(packed, name);
  const found = hashOf(rules);
  if (hash !== undefined && hash !== found)
    throw new StoreError("corrupt", `${name}: its text does not match its hash`);
  return { version, hash: found, rules };
}

function nameOf(source: string, { version }: Pick<Head, "version">): string {
  return `rulebook ${version} of ${source}`;
}

/** In pieces that most texts fit into: of many small ones most of the time goes into putting them together. */
const chunkBytes = ({ length }: Uint8Array) => Math.min(4 * 1024 * 1024, Math.max(64 * 1024, 32 * length));

/** A text that was kept. @throws StoreError `corrupt` */
export function unpacked(packed: Uint8Array, name: string): string {
  try {
    return zstdDecompressSync(packed, { maxOutputLength: mostBytes, chunkSize: chunkBytes(packed) }).toString("utf8");
  } catch (cause) {
    throw new StoreError("corrupt", `${name}: cannot be unpacked`, { cause });
  }
}
