import { actions } from "../../actions/index.ts";
import { lifeFromTables } from "../../app/doctor/house/lifeFromTables.ts";
import { examineTables } from "../../app/doctor/house/tables.ts";
import type { Diagnosis } from "../../core/diagnosis.ts";
import type { TableLooks } from "../../core/inAws.ts";
import type { Store } from "../../core/ports.ts";
import type { Instant } from "../../core/time.ts";
import { systemClock } from "../../edge/clock.ts";
import { uniqueText } from "../../edge/random.ts";
import { createClient } from "../../store/client.ts";
import { createStore } from "../../store/store.ts";
import { createTableLooks } from "../../store/tableLooks.ts";
import { tables } from "../../store/tables.ts";
import type { Found } from "./found.ts";

/** Where tables are. */
interface Whereabouts {
  readonly region: string;
  readonly prefix: string;
  readonly endpoint: string | undefined;
  readonly isDeployed: boolean;
}

/** The tables, looked at, and still open: for the lives of the sources, and for remedies. */
export interface OpenTables {
  readonly diagnoses: readonly Diagnosis[];
  readonly moment: TableLooks["moment"];
  readonly store: Store;
  close(): void;
}

export async function openTables({ region, prefix, endpoint, isDeployed }: Whereabouts): Promise<OpenTables> {
  const client = createClient({ region, ...(endpoint !== undefined && { endpoint }) });
  const looks = createTableLooks(client, systemClock);
  return {
    diagnoses: await examineTables({ looks, prefix, shapes: tables, isDeployed }),
    moment: looks.moment,
    store: createStore({ client, prefix, random: uniqueText }),
    close: () => client.destroy(),
  };
}

/** @param now by the clock that the sources live by */
export async function livesFromTables(ids: readonly string[], store: Store, now: Instant): Promise<Found["lives"]> {
  return Promise.all(ids.map(async (id) => [id, await lifeFromTables(id, { store, actions, now })] as const));
}

/** Whether some table cannot be read at all: then the sources' lives would tell the same once more, each. */
export function isBlind(diagnoses: readonly Diagnosis[]): boolean {
  const blinding = ["tableUnseen", "tableMissing", "tableKey"];
  return diagnoses.some(({ id }) => blinding.includes(id));
}
