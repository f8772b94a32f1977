import { mkdir, readdir } from "node:fs/promises";
import { Command, InvalidArgumentError } from "commander";
import { systemClock } from "../edge/clock.ts";
import type { TableName } from "../store/tables.ts";
import { backupLines, newReading } from "../store/whole/backup.ts";
import { backupOrder, type Manifest, ownFormats, type Part } from "../store/whole/manifest.ts";
import { counted } from "./count.ts";
import { Problem } from "./jobs/problem.ts";
import { note, say } from "./print.ts";
import { writeManifest, writePart } from "./upkeep/parts.ts";
import { openPlace, placeHelp } from "./upkeep/place.ts";

interface Options {
  readonly only?: readonly TableName[];
  readonly json?: true;
}

/** `penstock backup FOLDER` */
export function backupCommand(): Command {
  return new Command("backup")
    .description("all that Penstock has stored, as files: what penstock restore reads")
    .argument("<folder>", "a new folder, or an empty one")
    .option("--only <tables>", `some of ${backupOrder.join(",")}: for reading, not for restoring`, onlyThese)
    .option("--json", "its manifest as JSON")
    .addHelpText("after", help)
    .action(backup);
}

const help = `
Each table is one file NAME.jsonl.gz, an item a line in the form of DynamoDB's own exports; manifest.json, written last, says how
many items each has and what its SHA-256 is. Tables are read while work goes on, one after another: what comes or goes meanwhile
may be in it or not. For the state at one moment use DynamoDB's point-in-time recovery (docs/upgrade.md).
Tokens and webhook secrets are in no table. People's names, job names, reasons, and the values of variables that rules and people
gave are: keep it as you keep those.
${placeHelp}

Examples:
  penstock backup backups/2026-11-20
  penstock backup journal-november --only journal
  zcat journal-november/journal.jsonl.gz | head`;

function onlyThese(text: string): readonly TableName[] {
  const names = text.split(",").map((name) => name.trim());
  const tables = backupOrder.filter((table) => names.includes(table));
  if (tables.length === names.length) return tables;
  throw new InvalidArgumentError(`Give some of ${backupOrder.join(",")}.`);
}

async function backup(folder: string, { only = backupOrder, json }: Options): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if ((await readdir(folder)).length > 0)
    throw new Problem(`there is something in ${folder} already: name a new folder`);
  const place = openPlace();
  try {
    const startedAt = new Date(systemClock()).toISOString();
    const reading = newReading();
    const parts: Part[] = [];
    for (const table of backupOrder.filter((one) => only.includes(one))) {
      const part = await writePart(folder, table, backupLines(place.raw, table, reading));
      if (!json) note(`${table}: ${counted(part.items, "item")}`);
      parts.push(part);
    }
    const endedAt = new Date(systemClock()).toISOString();
    const sources = [...reading.sources].toSorted();
    const manifest: Manifest = { backup: 1, startedAt, endedAt, sources, formats: ownFormats(), parts };
    await writeManifest(folder, manifest);
    if (json) say(JSON.stringify(manifest));
    else say(`${folder} holds what was in ${place.name} at ${startedAt}`);
  } finally {
    place.close();
  }
}
