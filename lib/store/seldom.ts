import type { Store } from "../core/ports.ts";
import { attentionTasks } from "./attention.ts";
import { entries } from "./entries.ts";
import { journal, seals, toSeal } from "./journal.ts";
import { type JournalDesk, tableShelf } from "./shelf.ts";
import { stored, taskPage } from "./stored.ts";
import type { ReadDesk } from "./tasks.ts";
import { newestVersion, rulebookVersion, rulebookVersions } from "./versions.ts";

export type SeldomReads = Pick<
  Store,
  | "attentionTasks"
  | "entries"
  | "journal"
  | "toSeal"
  | "seals"
  | "stored"
  | "taskPage"
  | "rulebookVersion"
  | "rulebookVersions"
  | "newestVersion"
>;

/** What the door never asks for, in a module of its own: it is not there before somebody asks. */
export function seldomReads(desk: ReadDesk & Omit<JournalDesk, "shelf">): SeldomReads {
  const shelves = { ...desk, shelf: tableShelf(desk) };
  return {
    attentionTasks: (source) => attentionTasks(desk, source),
    entries: (most, after, source) => entries(desk, most, { after, source }),
    journal: (range, most) => journal(shelves, range, most),
    toSeal: (range, most) => toSeal(shelves, range, most),
    seals: (source, after, most) => seals(shelves, source, { after, most }),
    stored: (source, next) => stored(desk, source, next),
    taskPage: (source, next) => taskPage(desk, source, next),
    rulebookVersion: (source, version) => rulebookVersion(desk, source, version),
    rulebookVersions: (source, most, before) => rulebookVersions(desk, source, { most, before }),
    newestVersion: (source) => newestVersion(desk, source),
  };
}
