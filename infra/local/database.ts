import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer, Socket } from "node:net";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";

export interface Database {
  /** `http://127.0.0.1:PORT`, for `createClient`. */
  readonly endpoint: string;
  /** Ends it, and resolves when it is gone. What was written to disk stays. */
  stop(): Promise<void>;
}

/**
 * Starts the embedded DynamoDB-compatible server on a free port of this machine, and returns when it answers. It ends
 * with this process, however that ends, and never keeps it from ending.
 *
 * @param options.directory where it keeps its file, made if missing; default: in memory
 * @throws Error when there is no such server for this platform, or when it does not start; says why
 */
export async function startDatabase({ directory }: { readonly directory?: string } = {}): Promise<Database> {
  const server = serverPath();
  if (directory !== undefined) mkdirSync(directory, { recursive: true });
  const disk = directory === undefined ? [] : ["--db-path", join(directory, "penstock.db")];
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const watchdog = startWatched(server, ["serve", "--host", "127.0.0.1", "--port", String(port), ...disk]);
    const started = await whenListening(watchdog);
    if (started === "listening") return { endpoint: `http://127.0.0.1:${port}`, stop: () => stop(watchdog) };
    const isPortTaken = started.includes("already in use");
    if (!isPortTaken || attempt === mostAttempts) throw new Error(`the embedded database did not start: ${started}`);
  }
}

const mostAttempts = 5;

function serverPath(): string {
  try {
    return createRequire(import.meta.url).resolve("@dynoxide/linux-x64/dynoxide");
  } catch (cause) {
    throw new Error(
      `there is no embedded database for ${process.platform} ${process.arch} (optional package @dynoxide/linux-x64). ` +
        "Start DynamoDB Local in a container, or use AWS, and name it in AWS_ENDPOINT_URL_DYNAMODB.",
      { cause },
    );
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("no free port on 127.0.0.1");
  return address.port;
}

/**
 * Our end of the shell's input closes when this process ends, kill -9 included: then the inner `read` returns and the
 * server is killed (its file survives that). When the server ends first, the shell takes the inner reader along.
 */
const watchdogScript = `
exec 3<&0
"$@" </dev/null 3<&- &
server=$!
{ read -r _; kill -9 "$server" 2>/dev/null; } <&3 2>/dev/null &
reader=$!
exec 3<&-
wait "$server"
status=$?
kill "$reader" 2>/dev/null
exit "$status"
`;

type Watchdog = ChildProcessByStdio<Writable, null, Readable>;

/** In a session of its own, so that Ctrl-C leaves the database to the end of this process, after its last writes. */
function startWatched(server: string, args: readonly string[]): Watchdog {
  const shell = ["-c", watchdogScript, "penstock-database", server, ...args];
  return spawn("/bin/sh", shell, { stdio: ["pipe", "ignore", "pipe"], detached: true });
}

/** `listening`, or what the server said before it ended. It says so itself: an answer could come from another's server. */
async function whenListening(watchdog: Watchdog): Promise<string> {
  const { stderr } = watchdog;
  let said = "";
  stderr.setEncoding("utf8");
  for await (const text of stderr.iterator({ destroyOnReturn: false })) {
    said += text;
    if (!said.includes("listening on")) continue;
    stderr.resume();
    letGo(watchdog);
    return "listening";
  }
  return said.trim() || "it ended without a word";
}

/** The pipes and the child shall not keep this process alive. */
function letGo(watchdog: Watchdog): void {
  watchdog.unref();
  for (const pipe of [watchdog.stdin, watchdog.stderr]) if (pipe instanceof Socket) pipe.unref();
}

async function stop(watchdog: Watchdog): Promise<void> {
  if (watchdog.exitCode !== null || watchdog.signalCode !== null) return;
  watchdog.ref();
  const ended = once(watchdog, "exit");
  watchdog.stdin.destroy();
  await ended;
}
