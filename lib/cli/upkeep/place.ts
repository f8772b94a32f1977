import { setTimeout } from "node:timers/promises";
import { SettingsError } from "../../core/errors.ts";
import type { Store } from "../../core/ports.ts";
import { systemClock } from "../../edge/clock.ts";
import { environment, readSettings } from "../../edge/config.ts";
import { uniqueText } from "../../edge/random.ts";
import { createClient } from "../../store/client.ts";
import { createStore } from "../../store/store.ts";
import type { RawTables } from "../../store/whole/raw.ts";
import { tableRaw } from "../../store/whole/tableRaw.ts";
import { findRunning } from "../local.ts";

/** The tables that a command works on. */
export interface Place {
  /** For people: their names' beginning, and where they are. */
  readonly name: string;
  readonly raw: RawTables;
  readonly store: Store;
  close(): void;
}

/** Said below the help of each command that opens tables. */
export const placeHelp = `
The tables are those that PENSTOCK_TABLE_PREFIX names (of the stage prod: penstock-prod-), in AWS_REGION, reached with your own
AWS credentials; without that variable those of the npm start in this folder.`;

/**
 * The tables that the settings name, or those of the Penstock that runs on this machine.
 *
 * @throws SettingsError when there are none
 */
export function openPlace(): Place {
  const { endpoint, region, prefix, keepJournalDays } = whereOf();
  const named = endpoint === undefined ? { region } : { region, endpoint };
  // Many requests in a row: a throttled one may wait its turn.
  const client = createClient({ ...named, maxAttempts: 8, requestTimeoutSeconds: 15 });
  return {
    name: `${prefix}* in ${endpoint ?? region}`,
    raw: tableRaw({ client, prefix }),
    store: createStore({ client, prefix, random: uniqueText, clock: systemClock, keepJournalDays }),
    close: () => client.destroy(),
  };
}

function whereOf() {
  const env = environment();
  const { PENSTOCK_JOURNAL_DAYS: keepJournalDays, ...settings } = readSettings(env, ["tables"]);
  if (env.PENSTOCK_TABLE_PREFIX !== undefined)
    return {
      endpoint: settings.AWS_ENDPOINT_URL_DYNAMODB,
      region: settings.AWS_REGION,
      prefix: settings.PENSTOCK_TABLE_PREFIX,
      keepJournalDays,
    };
  const { tables } = findRunning();
  if (tables) return { ...tables, keepJournalDays };
  throw new SettingsError(
    "- the Penstock that runs here does not tell where its tables are: start it again, or name them in PENSTOCK_TABLE_PREFIX",
  );
}

/** Lets at most so many things begin in a second. */
export function paced(perSecond: number): () => Promise<void> {
  let next = 0;
  return async () => {
    const now = systemClock();
    const wait = Math.max(0, next - now);
    next = Math.max(now, next) + 1000 / perSecond;
    if (wait > 0) await setTimeout(wait);
  };
}
