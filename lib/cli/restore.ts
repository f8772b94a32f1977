import { Command } from "commander";
import { moveSwitch } from "../app/switch.ts";
import { systemClock } from "../edge/clock.ts";
import { orderedText } from "../edge/random.ts";
import { backupOrder, type Manifest } from "../store/whole/manifest.ts";
import { type Restored, refuseFull, restore } from "../store/whole/restore.ts";
import { counted } from "./count.ts";
import { Problem } from "./jobs/problem.ts";
import { say } from "./print.ts";
import { itemsOf, openBackup } from "./upkeep/parts.ts";
import { openPlace, type Place, placeHelp } from "./upkeep/place.ts";

interface Options {
  readonly intoEmpty?: true;
  readonly merge?: true;
  readonly json?: true;
}

/** `penstock restore FOLDER` */
export function restoreCommand(): Command {
  return new Command("restore")
    .description("puts a backup back into tables, and stops everything until a person lets it go on")
    .argument("<folder>", "what penstock backup wrote")
    .option("--into-empty", "into tables that have nothing in them")
    .option("--merge", "adds what is missing, and changes nothing that is there; also to go on after it was cut off")
    .option("--json", "what was done as JSON")
    .addHelpText("after", help)
    .action(restored);
}

const help = `
The files are checked against the manifest before anything is written. First everything is stopped, for nobody knows what was done
since the backup; then it is written, open tasks last:
  retry, restart, keep, sweep   wait, and look at GitLab first: what was done is not done again
  delete                        ended: rules mark anew, with a whole quarantine, as holds may be missing
  play                          waits for a person (tasks list --state attention): a yes may have become a no
  notice                        ended: it may have been told
Then: penstock rules list, holds list, keeps list; add holds that came later; penstock resume --reason ….
${placeHelp}

Examples:
  penstock restore backups/2026-11-20 --into-empty
  penstock restore backups/2026-11-20 --merge`;

async function restored(folder: string, options: Options): Promise<void> {
  if (options.intoEmpty === options.merge)
    throw new Problem("say which tables it is for: --into-empty, or --merge into tables that have something in them");
  const manifest = await openBackup(folder);
  const missing = backupOrder.filter((table) => !manifest.parts.some((part) => part.table === table));
  if (missing.length > 0)
    throw new Problem(`${folder} has no ${missing.join(", ")}: it was made with --only, to be read`);
  const place = openPlace();
  try {
    if (options.intoEmpty) await refuseFull(place.raw);
    const done = await restoreFrom(folder, manifest, place);
    if (options.json) return say(JSON.stringify({ restored: done, stopped: manifest.sources }));
    for (const line of linesOf(done, manifest, place)) say(line);
  } finally {
    place.close();
  }
}

function restoreFrom(folder: string, manifest: Manifest, { raw, store }: Place): Promise<Restored[]> {
  const reason = `restored from a backup of ${manifest.startedAt}`;
  const desk = { store, clock: systemClock, random: orderedText };
  return restore(
    { manifest, items: (table) => itemsOf(folder, manifest, table) },
    {
      ...desk,
      raw,
      stop: (source) =>
        moveSwitch(
          { source, step: "stop", what: "everything", who: "penstock restore", reason },
          { ...desk, verbs: [] },
        ),
    },
  );
}

function linesOf(done: readonly Restored[], { sources }: Manifest, { name }: Place): readonly string[] {
  return [
    ...done.map(
      ({ table, added, kept, leftOut }) =>
        `${table}: ${counted(added, "item")} restored${kept > 0 ? `, ${kept} there already` : ""}${leftOut > 0 ? `, ${leftOut} of no use any more` : ""}`,
    ),
    `${name}: everything is stopped${sources.length > 0 ? ` for ${sources.join(", ")}` : ""}. Look at holds list, keeps list and tasks list --state attention,`,
    "then let it go on: penstock resume --reason WHY. The patrol finds what happened meanwhile.",
  ];
}
