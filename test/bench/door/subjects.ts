import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Store } from "../../../lib/core/ports.ts";
import { decidingName } from "./figures.ts";
import { doorSecret, openDoor, openTables } from "./penstock.ts";
import { type Cores, type Served, type Serving, startServer } from "./servers.ts";

const peersFolder = join(import.meta.dirname, "../peers");
const peers = [
  { name: "fastify + zod", script: "fastify", dialect: "gitlab" },
  { name: "hono + zod", script: "hono", dialect: "gitlab" },
  { name: "octokit", script: "octokit", dialect: "github" },
  { name: "probot", script: "probot", dialect: "github" },
  { name: decidingName, script: "deciding", dialect: "gitlab" },
] as const;

/** All servers, started and listening, and the tables behind ours. */
export interface Ground {
  readonly raw: Served;
  /** It checks one signature and parses: what no door does without. */
  readonly least: Served;
  readonly ours: Served;
  /** What takes hooks and asks no rules; empty where they cannot be installed. */
  readonly peers: readonly Served[];
  /** One that asks a thousand rules as well. */
  readonly deciding: Served | undefined;
  readonly store: Store;
  readonly secret: string;
  close(): Promise<void>;
}

/**
 * Our subject is the webhook as it is shipped: bundled, with the real client, before an embedded database that holds the
 * rules. The tables are real because a delivery that a rule wants is written, and all else asks them every ten seconds.
 */
export async function openGround(
  { withPeers, rules }: { readonly withPeers: boolean; readonly rules: number },
  cores: Cores | undefined,
): Promise<Ground> {
  const endings: (() => unknown)[] = [];
  const close = async () => {
    for (const end of endings.splice(0).toReversed()) await end();
  };
  try {
    const secret = doorSecret;
    const tables = await openTables(rules);
    endings.push(() => tables.close());
    const start = async (serving: Serving) => {
      const server = await startServer(serving, cores);
      endings.push(() => server.stop());
      return server;
    };
    const subject = join(import.meta.dirname, "subject.ts");
    const raw = await start({ name: "raw node:http", dialect: "gitlab", args: [subject, "raw"] });
    const leastEnv = { DOOR_SECRET: secret };
    const least = await start({
      name: "raw + HMAC + JSON.parse",
      dialect: "gitlab",
      args: [subject, "least"],
      env: leastEnv,
    });
    const door = await openDoor({ tables: tables.endpoint, cores });
    endings.push(() => door.close());
    const others: Served[] = [];
    for (const { name, script, dialect } of withPeers && arePeersHere() ? peers : [])
      others.push(
        await start({ name, dialect, args: [join(peersFolder, "servers.mjs"), script], env: { DOOR_SECRET: secret } }),
      );
    const deciding = others.pop();
    return { raw, least, ours: door.served, peers: others, deciding, store: tables.store, secret, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Whether the peers are installed; installs them where they are not. */
function arePeersHere(): boolean {
  const isHere = () => existsSync(join(peersFolder, "node_modules/probot"));
  if (!isHere()) spawnSync("npm", ["ci", "--silent", "--ignore-scripts"], { cwd: peersFolder, stdio: "inherit" });
  return isHere();
}
