import { randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { actions } from "../../lib/actions/index.ts";
import { applyRules } from "../../lib/app/apply.ts";
import type { Store } from "../../lib/core/ports.ts";
import { createClient } from "../../lib/store/client.ts";
import { createStore } from "../../lib/store/store.ts";
import type { Ends } from "../flows/process.ts";
import { randomOf } from "../fuzz/random.ts";
import { source } from "./call.ts";
import { type Diary, openDiary } from "./clock.ts";
import { type DiskDatabase, prefix, region, startOnDisk } from "./database.ts";
import { type Door, openDoor } from "./door.ts";
import { makePenstock, type Penstock } from "./penstock.ts";
import { rules } from "./rules.ts";
import { bot, startTwin, type TwinProcess } from "./twin.ts";
import { openWire, type Wire } from "./wire.ts";

/** The processes of a day, all of which end with it. */
export interface Stack {
  readonly twin: TwinProcess;
  readonly database: DiskDatabase;
  readonly penstocks: readonly Penstock[];
  readonly door: Door;
  readonly projects: readonly number[];
  /** The tables as they are. */
  readonly store: Store;
  /** All that Penstock wrote into the ledger. */
  readonly tables: ReturnType<typeof createClient>;
  /** Every way to the database, which leads to a new one when that was killed. */
  readonly wires: readonly Wire[];
  /** Items that a list left out, which must be none. */
  readonly corrupt: readonly string[];
  readonly diary: Diary;
}

export async function openStack(ends: Ends, seed: number): Promise<Stack> {
  const folder = mkdtempSync(join(tmpdir(), "penstock-chaos-"));
  ends.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  const diary = openDiary();
  const [twin, database] = await Promise.all([startTwin(ends), startOnDisk(ends, folder)]);
  const own = await openWire(database.endpoint());
  ends.after(() => own.close());
  const tables = createClient({ endpoint: own.url, region });
  ends.after(() => tables.destroy());
  const corrupt: string[] = [];
  const store = createStore({
    client: tables,
    prefix,
    random: randomUUID,
    onCorrupt: (key, reason) => corrupt.push(`${key}: ${reason}`),
  });
  await applyRules([{ file: "rules.yaml", text: rules }], source, { store, actions });
  const secret = `whsec_${randomBytes(32).toString("base64")}`;
  const token = twin.tokens[bot] ?? "";
  const ground = { ends, folder, gitlabUrl: twin.url, token, secret, database, store, diary };
  const penstocks = await Promise.all(["one", "two"].map((name) => makePenstock(name, ground)));
  const door = await openDoor(penstocks, { ends, random: randomOf(seed + 10) });
  const hook = { url: door.url, signingToken: secret, events: ["job", "pipeline"] };
  await twin.post("hooks/settings", { hookTimeoutSeconds: 2 });
  const projects = [await openProject(twin, "shop/api", hook), await openProject(twin, "shop/web", hook)];
  const wires = [own, ...penstocks.map((one) => one.tables)];
  return { twin, database, penstocks, door, projects, store, tables, wires, corrupt, diary };
}

async function openProject(twin: TwinProcess, path: string, hook: object): Promise<number> {
  const { id } = (await twin.post("projects", { path })) as { id: number };
  await twin.post(`projects/${id}/hooks`, hook);
  return id;
}
