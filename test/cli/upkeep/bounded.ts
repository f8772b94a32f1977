import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { workerData } from "node:worker_threads";
import { itemsOf, openBackup, writeManifest, writePart } from "../../../lib/cli/upkeep/parts.ts";
import type { Item } from "../../../lib/store/items.ts";
import { createMemoryStore } from "../../../lib/store/memory.ts";
import { taskItem } from "../../../lib/store/taskItem.ts";
import { backupLines, newReading } from "../../../lib/store/whole/backup.ts";
import { backupOrder, ownFormats, type Part } from "../../../lib/store/whole/manifest.ts";
import type { RawTables } from "../../../lib/store/whole/raw.ts";
import { restore } from "../../../lib/store/whole/restore.ts";
import { endedTask, sampleTask } from "../../contract/samples.ts";

// In a thread with little memory: backs up tables that nobody holds, and restores them into ones that hold nothing either.

const items: number = workerData.items;
const pageItems = 500;
const reason = "r".repeat(2000);
const added = new Set<string>();

function pageAt(from: number): Item[] {
  const count = Math.min(pageItems, items - from);
  return Array.from({ length: count }, (_, at) =>
    taskItem(endedTask(sampleTask({ id: `task-${from + at}`, reason: `${from + at} ${reason}` }))),
  );
}

const raw: RawTables = {
  async page(table, next = "0") {
    if (table !== "tasks") return { items: [] };
    const from = Number(next);
    return { items: pageAt(from), ...(from + pageItems < items && { next: String(from + pageItems) }) };
  },
  async add(_, item) {
    const isNew = !added.has(String(item.id));
    added.add(String(item.id));
    return isNew;
  },
  replace: async () => false,
};

const folder = mkdtempSync(join(tmpdir(), "penstock-bounded-"));
try {
  const parts: Part[] = [];
  const reading = newReading();
  for (const table of backupOrder) parts.push(await writePart(folder, table, backupLines(raw, table, reading)));
  const moment = "2026-11-20T09:00:00Z";
  const sources = [...reading.sources];
  await writeManifest(folder, { backup: 1, startedAt: moment, endedAt: moment, sources, formats: ownFormats(), parts });
  const manifest = await openBackup(folder);
  const backup = { manifest, items: (table: Part["table"]) => itemsOf(folder, manifest, table) };
  const desk = { raw, store: createMemoryStore(), clock: () => 0, random: () => "r", stop: async () => {} };
  await restore(backup, desk);
  if (added.size !== items) throw new Error(`${added.size} of ${items} came back`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
