import * as z from "zod";
import { type RulesEntry, rulesSteps } from "../core/journal.ts";
import type { VersionNote } from "../core/ports.ts";
import type { Item } from "./items.ts";

/** What stands beside a version's text: who made it, when, how and why, as its journal entry tells. */
export function noteOf(journal: RulesEntry | undefined): Item {
  if (!journal) return {};
  const { who, at, rules, reason, step = "apply", of, by } = journal;
  return {
    ...{ who, at, rules, cause: step },
    ...(reason !== undefined && { reason }),
    ...(of !== undefined && { of }),
    ...(by !== undefined && { by }),
  };
}

/** Their names, but for the key and the text. */
export const noteNames = ["hash", "rules", "at", "who", "reason", "cause", "of", "by"] as const;

const Text = z.string().optional().catch(undefined);
const Count = z.int().optional().catch(undefined);
const Note = z.object({
  version: z.string().regex(/^v#\d{8}$/),
  hash: Text,
  rules: Count,
  at: z.number().optional().catch(undefined),
  who: Text,
  reason: Text,
  cause: z.enum(rulesSteps).optional().catch(undefined),
  of: Count,
  by: Text,
});

/** What is known of a version, whoever wrote it; `undefined` where the item is no version. */
export function readNote(item: Item): VersionNote | undefined {
  const { data } = Note.safeParse(item);
  if (!data) return undefined;
  const { version, ...told } = data;
  const known = Object.entries(told).filter(([, value]) => value !== undefined);
  return { version: Number(version.slice(2)), ...Object.fromEntries(known) };
}
