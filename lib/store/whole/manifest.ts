import * as z from "zod";
import { StoreError } from "../../core/errors.ts";
import { type Kind, newestFormat } from "../format.ts";
import type { TableName } from "../tables.ts";

const Formats = z.object({ task: z.int(), rulebook: z.int(), entry: z.int(), note: z.int() });

/** What a backup says of itself, in `manifest.json`: written last, so that one that was cut off has none. */
export const Manifest = z.object({
  /** Of the backup itself, not of its items. */
  backup: z.literal(1, { error: "it was made by a later Penstock" }),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  sources: z.array(z.string()),
  /** The newest formats that may be in it. */
  formats: Formats,
  parts: z.array(
    z.object({
      table: z.enum(["tasks", "ledger", "journal", "rules"]),
      file: z.string().regex(/^[a-z]+\.jsonl\.gz$/),
      items: z.int(),
      /** Of the file as it lies there. */
      bytes: z.int(),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
});
export type Manifest = z.infer<typeof Manifest>;

/** A backup's part: one table. */
export type Part = Manifest["parts"][number];

/**
 * In this order tables are read, one after another while work goes on, so that each tells at least as much as those before
 * it rely on: limits that tasks took, entries that seals cover, rules that tasks were decided by.
 */
export const backupOrder = ["tasks", "ledger", "journal", "rules"] as const satisfies readonly TableName[];

/** What this version writes. */
export function ownFormats(): Manifest["formats"] {
  const of = (kind: Kind) => newestFormat(kind);
  return { task: of("task"), rulebook: of("rulebook"), entry: of("entry"), note: of("note") };
}

/**
 * A manifest from its text.
 *
 * @throws StoreError `corrupt` when it is none, `newer` when only a later Penstock reads what is in the backup
 */
export function readManifest(text: string): Manifest {
  const read = Manifest.safeParse(json(text));
  if (!read.success) {
    const [first] = read.error.issues;
    throw new StoreError("corrupt", `manifest.json cannot be used: ${first?.path.join(".")}: ${first?.message}`);
  }
  const own = ownFormats();
  for (const kind of Object.keys(own) as Kind[])
    if (read.data.formats[kind] > own[kind])
      throw new StoreError(
        "newer",
        `the backup holds items (${kind}) in format ${read.data.formats[kind]}, this Penstock reads up to ${own[kind]}: restore it with the version that made it, or a later one`,
      );
  return read.data;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
