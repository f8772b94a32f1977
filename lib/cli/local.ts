import { readFileSync } from "node:fs";
import * as z from "zod";
import { SettingsError } from "../core/errors.ts";
import type { Store } from "../core/ports.ts";
import { environment, readSettings } from "../edge/config.ts";
import { uniqueText } from "../edge/random.ts";
import { createClient } from "../store/client.ts";
import { createStore } from "../store/store.ts";

/** A Penstock that runs on this machine: what `npm start` writes, readable by its owner only, until it stops. */
export const Running = z.object({
  url: z.string(),
  source: z.string(),
  secrets: z.array(z.string()).min(1),
  database: z.object({ endpoint: z.string(), region: z.string(), prefix: z.string() }),
  /** Ends with it. */
  pid: z.int(),
});
export type Running = z.infer<typeof Running>;

/** @throws SettingsError when none runs here */
export function findRunning(): Running {
  const file = readSettings(environment(), ["local"]).PENSTOCK_RUNNING;
  try {
    return Running.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (cause) {
    throw new SettingsError(`- no Penstock runs here (${file} cannot be read): start one with npm start`, { cause });
  }
}

/** The tables of a Penstock that runs on this machine. */
export function openLocalStore({ database: { endpoint, region, prefix } }: Running): Store {
  return createStore({ client: createClient({ endpoint, region }), prefix, random: uniqueText });
}
