import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { type House, openHouse } from "../../../infra/local/house.ts";
import { moveSwitch } from "../../../lib/app/switch.ts";
import { itemsOf, openBackup, writeManifest, writePart } from "../../../lib/cli/upkeep/parts.ts";
import { isOpen } from "../../../lib/core/task.ts";
import { mostPerMinute } from "../../../lib/core/throttleSizes.ts";
import { silent } from "../../../lib/edge/log.ts";
import { createClient } from "../../../lib/store/client.ts";
import { backupLines, newReading } from "../../../lib/store/whole/backup.ts";
import { backupOrder, ownFormats, type Part } from "../../../lib/store/whole/manifest.ts";
import { restore } from "../../../lib/store/whole/restore.ts";
import { tableRaw } from "../../../lib/store/whole/tableRaw.ts";
import { cases } from "../../golden/open.ts";
import { effectsOn, goOn, type Opened, openGolden } from "../../golden/perform.ts";
import { goldenStores } from "../../golden/remembered.ts";
import type { Shown } from "../proof.ts";

/** Backs the tables of a golden store up. */
async function backUp({ where, stage }: Opened, folder: string): Promise<void> {
  const client = createClient(where);
  const reading = newReading();
  const parts: Part[] = [];
  for (const table of backupOrder) {
    const lines = backupLines(tableRaw({ client, prefix: where.prefix }), table, reading);
    parts.push(await writePart(folder, table, lines));
  }
  client.destroy();
  const now = new Date(stage.clock.now()).toISOString();
  const sources = [...reading.sources];
  await writeManifest(folder, { backup: 1, startedAt: now, endedAt: now, sources, formats: ownFormats(), parts });
}

/** A Penstock beside the same twin, over other tables, into which the backup is restored. */
async function restoredHouse({ where, stage }: Opened, folder: string): Promise<House> {
  const { clock, twin } = stage;
  const prefix = "again-";
  const gitlab = { url: twin.world.url, token: twin.bot.token };
  const given = { source: "gitlab", secrets: ["a-made-up-secret-of-golden-stores"], requestsPerMinute: mostPerMinute };
  const house = await openHouse({ ...given, clock: clock.now, database: { ...where, prefix }, gitlab, log: silent });
  const client = createClient(where);
  let serial = 0;
  const desk = { store: house.store, clock: clock.now, random: () => `r${++serial}`, verbs: [] };
  const manifest = await openBackup(folder);
  const stop = (source: string) =>
    moveSwitch({ source, step: "stop", what: "everything", who: "local", reason: "restored" }, desk);
  const backup = { manifest, items: (table: Part["table"]) => itemsOf(folder, manifest, table) };
  await restore(backup, { ...desk, raw: tableRaw({ client, prefix }), stop });
  client.destroy();
  return house;
}

async function resume({ store }: House, { stage }: Opened): Promise<void> {
  const desk = { store, clock: stage.clock.now, random: () => "resumed", verbs: [] };
  const move = { source: "gitlab", what: "everything", who: "local", reason: "looked through" } as const;
  await moveSwitch({ ...move, step: "resume" }, desk);
}

/** What was done of the open tasks since the backup: all of it, or nothing. */
type Since = "all" | "nothing";

/** Backs a golden store up, lets what is open be done or not, and restores the backup: each effect comes once. */
async function actedOnce(store: string, since: Since): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "penstock-restored-"));
  const opened = await openGolden(store);
  const { stage, open } = opened;
  const violations: string[] = [];
  const effects = () => JSON.stringify(Object.entries(effectsOn(stage, open)).toSorted());
  try {
    await backUp(opened, folder);
    if (since === "all") await goOn(stage, stage.house);
    const before = stage.twin.effects.length;
    // A delete waits for rules that mark anew, a play for a person.
    const { old, gate: _, ...others } = cases;
    const wanted = JSON.stringify(Object.entries({ ...others, ...(since === "all" && { old }) }).toSorted());
    const house = await restoredHouse(opened, folder);
    await goOn(stage, house);
    if (stage.twin.effects.length > before) violations.push("something was done before a person resumed");
    await resume(house, opened);
    await goOn(stage, house);
    if (effects() !== wanted) violations.push(`${effects()}, wanted ${wanted}`);
    const tasks = await house.store.tasks(10_000);
    const waiting = tasks.filter((task) => isOpen(task) && isOfCase(opened, task.object));
    violations.push(...waiting.map(({ id, reason }) => `${id} still waits: ${reason}`));
    const gate = tasks.find(({ object, verb }) => object === `job:${open.jobs.gate}` && verb === "play");
    if (gate?.state !== "attention") violations.push(`the gate is ${gate?.state}, and needs a person`);
    await house.close();
  } finally {
    await opened.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return violations.map((one) => `${basename(store)}, ${since} done since: ${one}`);
}

function isOfCase({ open }: Opened, object: string): boolean {
  return Object.values(open.jobs).some((job) => object === `job:${job}`);
}

/** As many open tasks as asked for, those of a store at once. */
export async function restoresActOnce(count: number): Promise<Shown> {
  const violations: string[] = [];
  const each = Object.keys(cases).length;
  const runs = goldenStores()
    .toReversed()
    .flatMap((store) => (["all", "nothing"] as const).map((since) => ({ store, since })));
  for (const { store, since } of runs.slice(0, Math.ceil(count / each)))
    violations.push(...(await actedOnce(store, since)));
  return { cases: count, violations };
}
