import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as z from "zod";
import { bundle } from "../../../infra/build/bundle.ts";
import type { Cores } from "../door/servers.ts";
import { type Process, startProcess } from "../process.ts";
import type { Asked, Round } from "./loop.ts";

const peersFolder = join(import.meta.dirname, "../peers");
const peers = [
  { name: "undici Pool.request", client: "undici" },
  { name: "fetch", client: "fetch" },
  { name: "got", client: "got" },
  { name: "@gitbeaker/rest", client: "gitbeaker" },
] as const;

/** A client in a process of its own. */
export interface Subject {
  readonly name: string;
  /** Asks as often as it can, for so long. */
  run(asked: Asked): Promise<Round>;
  /** What it is told of a job that is there, and of one that is not. */
  check(): Promise<unknown>;
}

/** All clients, and the GitLab that they ask. */
export interface Ground {
  /** Requests that are ready, over kept sockets: it looks at nothing but where an answer ends. */
  readonly raw: Subject;
  /** It reads the JSON, too: the least of who wants to know what was answered. */
  readonly least: Subject;
  readonly ours: Subject;
  /** Empty where they cannot be installed. */
  readonly peers: readonly Subject[];
  readonly jobId: number;
  readonly retriedId: number;
  /** What GitLab has received until now. */
  received(): Promise<Received>;
  close(): Promise<void>;
}

export type Received = z.infer<typeof ReceivedSchema>;

const ReceivedSchema = z.object({ requests: z.number(), bytes: z.number() });
const RoundSchema = z.object({ calls: z.number(), cpuMicros: z.number(), millis: z.number() });
const GitLabSchema = z.object({
  port: z.int(),
  projectId: z.int(),
  jobId: z.int(),
  retriedId: z.int(),
  missingId: z.int(),
});

/** Ours is the client as it is shipped: bundled as the functions are. */
export async function openGround({ withPeers }: { withPeers: boolean }, cores: Cores | undefined): Promise<Ground> {
  const endings: (() => unknown)[] = [];
  const close = async () => {
    for (const end of endings.splice(0).toReversed()) await end();
  };
  const start = async (...[script, { name, args = [], env, core }]: StartedWith) => {
    const own = join(import.meta.dirname, script);
    const started = await startProcess({ name, args: [own, ...args], ...(env && { env }), core });
    endings.push(() => started.stop());
    return started;
  };
  try {
    const gitlab = await start("gitlab.ts", { name: "GitLab" });
    const { port, ...about } = GitLabSchema.parse(gitlab.said);
    const env = { BENCH_GITLAB: JSON.stringify({ url: `http://127.0.0.1:${port}`, ...about }) };
    const core = cores?.servers;
    const caller = async (name: string, args: readonly string[]) =>
      subjectOf(name, await start("caller.ts", { name, args, env, core }));
    const { folder, file } = await bundled();
    endings.push(() => rmSync(folder, { recursive: true }));
    const [raw, least] = [await caller("raw socket", ["status"]), await caller("raw socket + JSON.parse", ["json"])];
    const ours = await caller("penstock", ["ours", file]);
    const others: Subject[] = [];
    for (const { name, client } of withPeers && arePeersHere() ? peers : [])
      others.push(await caller(name, [client, join(peersFolder, "clients.mjs")]));
    const received = async () => ReceivedSchema.parse(await gitlab.ask("received"));
    return { raw, least, ours, peers: others, jobId: about.jobId, retriedId: about.retriedId, received, close };
  } catch (error) {
    await close();
    throw error;
  }
}

type StartedWith = [
  script: string,
  how: {
    readonly name: string;
    readonly args?: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
    readonly core?: number | undefined;
  },
];

function subjectOf(name: string, caller: Process): Subject {
  return {
    name,
    run: async (asked) => RoundSchema.parse(await caller.ask(asked)),
    check: () => caller.ask("check"),
  };
}

async function bundled(): Promise<{ folder: string; file: string }> {
  const folder = mkdtempSync(join(tmpdir(), "penstock-bench-"));
  const { files } = await bundle({ name: "client", file: join(import.meta.dirname, "shipped.ts") });
  for (const { path, bytes } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  return { folder, file: join(folder, "client/index.mjs") };
}

/** Whether the peers are installed; installs them where they are not. */
function arePeersHere(): boolean {
  const isHere = () => existsSync(join(peersFolder, "node_modules/@gitbeaker/rest"));
  if (!isHere()) spawnSync("npm", ["ci", "--silent", "--ignore-scripts"], { cwd: peersFolder, stdio: "inherit" });
  return isHere();
}
