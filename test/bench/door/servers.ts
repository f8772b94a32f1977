import { spawnSync } from "node:child_process";
import { cpus } from "node:os";
import * as z from "zod";
import { startProcess } from "../process.ts";
import type { Dialect } from "./requests.ts";

/** A server in a process of its own. */
export interface Served {
  readonly name: string;
  readonly dialect: Dialect;
  readonly port: number;
  readonly pid: number | undefined;
  /** What the process has used until now. */
  used(): Promise<Used>;
  stop(): Promise<void>;
}

export interface Used {
  readonly cpuMicros: number;
  readonly rssBytes: number;
}

const Port = z.object({ port: z.int() });
const UsedSchema = z.object({ cpuMicros: z.number(), rssBytes: z.number() });

/** Which processors there are for the servers and for everything else; `undefined` where processes cannot be pinned. */
export interface Cores {
  readonly servers: number;
  readonly others: number;
}

/** Keeps this process, and what it starts later, off the core that the servers shall have for themselves. */
export function pinSelf(): Cores | undefined {
  if (cpus().length < 2) return undefined;
  const pinned = spawnSync("taskset", ["-a", "-c", "-p", "1", String(process.pid)], { stdio: "ignore" });
  return pinned.status === 0 ? { servers: 0, others: 1 } : undefined;
}

/** What is run: a script of ours, or the peers'. */
export interface Serving {
  readonly name: string;
  readonly dialect: Dialect;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** @throws Error when it ends before it listens */
export async function startServer({ name, dialect, args, env }: Serving, cores: Cores | undefined): Promise<Served> {
  const child = await startProcess({ name: `the server ${name}`, args, ...(env && { env }), core: cores?.servers });
  return {
    name,
    dialect,
    port: Port.parse(child.said).port,
    pid: child.pid,
    used: async () => UsedSchema.parse(await child.ask("used")),
    stop: () => child.stop(),
  };
}
