import { Command, InvalidArgumentError } from "commander";
import { type Migrated, migrate } from "../store/whole/migrate.ts";
import { counted } from "./count.ts";
import { fail, note, say } from "./print.ts";
import { safe } from "./render.ts";
import { openPlace, paced, placeHelp } from "./upkeep/place.ts";

interface Options {
  readonly dryRun?: true;
  readonly perSecond: number;
  readonly json?: true;
}

/** `penstock migrate` */
export function migrateCommand(): Command {
  return new Command("migrate")
    .description("writes what older versions stored in the newest format; never needed before a deployment")
    .option("--dry-run", "only says how many items that would be")
    .option("--per-second <n>", "how many items to write in a second, 1 to 1000", rate, 50)
    .option("--json", "what was done as JSON")
    .addHelpText("after", help)
    .action(migrated);
}

const help = `
This version reads every older format, so it may run at any time after a deployment, while the functions run. An item is written
only if it still is as it was read; tasks that a worker has are left for the next time. Ended at any item, it goes on from there
when it is called again. The journal is never changed: seals cover it as it was written.
Exits 1 when a later Penstock wrote an item, or nobody can read it: it is named, and left as it is.
${placeHelp}

Examples:
  penstock migrate --dry-run
  penstock migrate --per-second 200`;

function rate(text: string): number {
  const perSecond = Number(text);
  if (Number.isInteger(perSecond) && perSecond >= 1 && perSecond <= 1000) return perSecond;
  throw new InvalidArgumentError("Give a whole number from 1 to 1000.");
}

async function migrated({ dryRun, perSecond, json }: Options): Promise<void> {
  const place = openPlace();
  try {
    const done = await migrate({
      ...place,
      pace: paced(perSecond),
      isDry: dryRun === true,
      ...(!json && { onPage: ({ table, seen }) => note(`${table}: ${counted(seen, "item")} looked at`) }),
    });
    if (json) say(JSON.stringify({ migrated: done }));
    else for (const one of done) say(lineOf(one, dryRun === true));
    const strange = done.flatMap((one) => one.strange);
    if (strange.length > 0)
      fail(`left as they are, for this version cannot read them: ${strange.map(safe).join(", ")}`);
  } finally {
    place.close();
  }
}

function lineOf({ table, seen, written, left }: Migrated, isDry: boolean): string {
  const done = isDry ? `${written} would be written anew` : `${written} written anew`;
  const rest = left > 0 ? `, ${left} in use: call it again later` : "";
  return `${table}: ${counted(seen, "item")}, ${done}${rest}`;
}
