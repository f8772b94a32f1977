import { join } from "node:path";
import { type Database, startDatabase } from "../../infra/local/database.ts";
import { createClient } from "../../lib/store/client.ts";
import { createTables } from "../../lib/store/tables.ts";
import type { Ends } from "../flows/process.ts";
import type { Wire } from "./wire.ts";

export const region = "eu-central-1";
export const prefix = "penstock-";

/** The database in a process of its own, on a folder that stays when it is killed. */
export interface DiskDatabase {
  /** Of the process that runs now. */
  endpoint(): string;
  /** Ends it with kill -9 and starts it again on the same folder; wires to it lead to the new one. */
  restart(wires: readonly Wire[]): Promise<void>;
}

export async function startOnDisk(ends: Ends, folder: string): Promise<DiskDatabase> {
  const start = () => startDatabase({ directory: join(folder, "tables") });
  let running: Promise<Database> = start();
  ends.after(async () => (await running).stop());
  let { endpoint } = await running;
  const client = createClient({ endpoint, region });
  await createTables(client, prefix);
  client.destroy();
  return {
    endpoint: () => endpoint,
    async restart(wires) {
      await (await running).stop();
      running = start();
      ({ endpoint } = await running);
      for (const wire of wires) wire.leadTo(endpoint);
    },
  };
}
