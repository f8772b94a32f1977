import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { bundle } from "../../../infra/build/bundle.ts";
import { startDatabase } from "../../../infra/local/database.ts";
import { actions } from "../../../lib/actions/index.ts";
import { applyRules } from "../../../lib/app/apply.ts";
import type { Store } from "../../../lib/core/ports.ts";
import { uniqueText } from "../../../lib/edge/random.ts";
import { createClient } from "../../../lib/store/client.ts";
import { createStore } from "../../../lib/store/store.ts";
import { createTables } from "../../../lib/store/tables.ts";
import { doorRules } from "./bodies.ts";
import { type Cores, type Served, startServer } from "./servers.ts";

/** The webhook as it is shipped, in a process of its own. */
export interface Door {
  readonly served: Served;
  readonly secret: string;
  close(): Promise<void>;
}

export interface DoorOptions {
  /** Where its tables are. */
  readonly tables: string;
  readonly cores?: Cores | undefined;
  readonly env?: Readonly<Record<string, string>>;
}

export const doorSecret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;

/** Bundles the webhook and starts it behind the HTTP server of `npm start`. */
export async function openDoor({ tables, cores, env = {} }: DoorOptions): Promise<Door> {
  const { folder, file } = await bundledWebhook();
  const settings = {
    AWS_ENDPOINT_URL_DYNAMODB: tables,
    PENSTOCK_SOURCES: "",
    PENSTOCK_WEBHOOK_SECRETS: doorSecret,
    PENSTOCK_RECORD: "wanted",
    // What went wrong is seen by the answers; a line for each would be most of the work.
    POWERTOOLS_LOG_LEVEL: "SILENT",
    ...env,
  };
  const args = [join(import.meta.dirname, "subject.ts"), file];
  const drop = () => rmSync(folder, { recursive: true });
  try {
    const served = await startServer({ name: "penstock", dialect: "gitlab", args, env: settings }, cores);
    const close = async () => {
      await served.stop();
      drop();
    };
    return { served, secret: doorSecret, close };
  } catch (error) {
    drop();
    throw error;
  }
}

/** An embedded database that holds so many rules. */
export async function openTables(rules: number): Promise<{ endpoint: string; store: Store; close(): Promise<void> }> {
  const database = await startDatabase();
  const { store, end } = await tablesWithRules(database.endpoint, rules);
  const close = async () => {
    end();
    await database.stop();
  };
  return { endpoint: database.endpoint, store, close };
}

async function tablesWithRules(endpoint: string, count: number): Promise<{ store: Store; end: () => void }> {
  const client = createClient({ region: "eu-central-1", endpoint });
  await createTables(client, "penstock-", { withStreams: false });
  const store = createStore({ client, prefix: "penstock-", random: uniqueText, onCorrupt: () => {} });
  const rules = doorRules(count).map(({ project = "**", on = "job", ...when }, at) => ({
    id: `rule-${at}`,
    projects: [project],
    on,
    when,
    do: "retry",
    mode: "enforce",
  }));
  const text = JSON.stringify({ version: 1, rules });
  const applied = await applyRules([{ file: "bench.json", text }], "gitlab", { store, actions });
  if (typeof applied === "string" || !("version" in applied)) throw new Error(JSON.stringify(applied));
  return { store, end: () => client.destroy() };
}

async function bundledWebhook(): Promise<{ folder: string; file: string }> {
  const folder = mkdtempSync(join(tmpdir(), "penstock-bench-"));
  const file = join(import.meta.dirname, "../../../functions/webhook.ts");
  const { files } = await bundle({ name: "webhook", file });
  for (const { path, bytes } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  return { folder, file: join(folder, "webhook/index.mjs") };
}
