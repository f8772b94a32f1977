import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../flows/process.ts";

const root = join(import.meta.dirname, "../..");
const mostMillis = 400_000;

/** A Penstock that runs with its twin, and a shell in an empty folder beside it. */
export interface Session {
  /** Types commands one after the other. @returns what each printed */
  type(commands: readonly string[]): Promise<readonly string[]>;
}

/** `npm start` and a shell in which `penstock` is the command of this project, and `TWIN` the control of the twin. */
export async function openSession(t: { after(end: () => unknown): void }): Promise<Session> {
  const home = mkdtempSync(join(tmpdir(), "penstock-"));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  const env = { PENSTOCK_PORT: "0", PENSTOCK_RUNNING: join(home, "running.json") };
  const started = run(t, ["infra/local/start.ts"], env);
  await started.line(/Ctrl-C stops it/);
  const twin = (await started.line(/GitLab +http/)).replace(/^.*(http\S+).*$/, "$1");
  const folder = mkdtempSync(join(tmpdir(), "my-rules-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const before = [
    `penstock() { "${process.execPath}" "${root}/lib/cli/penstock.ts" "$@" </dev/null; }`,
    `export TWIN=${twin}/-/twin`,
    "exec 2>&1",
  ];
  return { type: (commands) => typed([...before, ...commands], { folder, env, t, skip: before.length }) };
}

interface Place {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly t: { after(end: () => unknown): void };
  /** So many outputs in front are nobody's business. */
  readonly skip: number;
}

const mark = "\u0001end of it\u0001";

async function typed(commands: readonly string[], { folder, env, t, skip }: Place): Promise<readonly string[]> {
  const script = commands.map((command) => `${command.trimEnd()}\nprintf '${mark}'\n`).join("");
  const inherited = Object.entries(process.env).filter(([name]) => !/^(PENSTOCK_|AWS_|NODE_TEST_CONTEXT)/.test(name));
  const shell = spawn("bash", ["--norc", "-s"], {
    cwd: folder,
    env: { ...Object.fromEntries(inherited), NO_COLOR: "1", ...env },
    stdio: ["pipe", "pipe", "inherit"],
    timeout: mostMillis,
  });
  t.after(() => shell.kill("SIGKILL"));
  const pieces: Buffer[] = [];
  shell.stdout.on("data", (piece: Buffer) => pieces.push(piece));
  const ended = new Promise<void>((resolve) => {
    shell.on("close", () => resolve());
  });
  shell.stdin.end(script);
  await ended;
  return Buffer.concat(pieces).toString().split(mark).slice(skip, commands.length);
}
