import { readFileSync } from "node:fs";
import * as z from "zod";
import { SettingsError } from "../core/errors.ts";
import { environment, readSettings } from "../edge/config.ts";

/** A Penstock that runs on this machine: what `npm start` writes, readable by its owner only, until it stops. */
export const Running = z.object({
  url: z.string(),
  source: z.string(),
  secrets: z.array(z.string()).min(1),
  /** Its API, and the token of this run. */
  api: z.object({ url: z.string(), token: z.string() }),
  /** Where its chat page is; missing: nobody is heard from chat. */
  chat: z.object({ url: z.string() }).exactOptional(),
  /** Its GitLab twin, a token of a person there, those of all its people by their usernames, and its own. Never a real GitLab. */
  twin: z
    .object({
      url: z.string(),
      token: z.string(),
      people: z.record(z.string(), z.string()).exactOptional(),
      bot: z.string().exactOptional(),
    })
    .optional(),
  /** Its tables. */
  tables: z.object({ endpoint: z.string(), prefix: z.string(), region: z.string() }).exactOptional(),
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
