import type { Store } from "../../lib/core/ports.ts";
import { systemClock } from "../../lib/edge/clock.ts";
import type { Log } from "../../lib/edge/log.ts";
import { uniqueText } from "../../lib/edge/random.ts";
import { createClient } from "../../lib/store/client.ts";
import { createStore } from "../../lib/store/store.ts";

/** The tables that the settings name. */
export function openStore(
  settings: {
    AWS_REGION: string;
    AWS_ENDPOINT_URL_DYNAMODB?: string | undefined;
    PENSTOCK_TABLE_PREFIX: string;
    PENSTOCK_JOURNAL_DAYS: number;
  },
  log: Log,
): Store {
  const endpoint = settings.AWS_ENDPOINT_URL_DYNAMODB;
  return createStore({
    client: createClient({ region: settings.AWS_REGION, clock: systemClock, ...(endpoint && { endpoint }) }),
    prefix: settings.PENSTOCK_TABLE_PREFIX,
    keepJournalDays: settings.PENSTOCK_JOURNAL_DAYS,
    random: uniqueText,
    clock: systemClock,
    onCorrupt: (key, reason) => log.error("corrupt item", { key, reason }),
  });
}
