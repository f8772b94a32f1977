import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Running as RunningFile } from "../../lib/cli/local.ts";
import type { Store } from "../../lib/core/ports.ts";
import { type Ends, type Running, run } from "../flows/process.ts";
import { type Call, callOf, callText } from "./call.ts";
import { type Diary, settings } from "./clock.ts";
import type { DiskDatabase } from "./database.ts";
import { stopFor } from "./freeze.ts";
import { type Ears, openWire, type Wire } from "./wire.ts";

/** What a Penstock's next call kills it at: before that reaches GitLab, once it has left, or once it is answered. */
export type Ambush = "unsent" | "sent" | "answered";

/** One of several Penstocks over the same tables, as one process after another. */
export interface Penstock {
  readonly name: string;
  /** Where it takes hooks, and what the command reads; `undefined` while it is down, starts or is frozen. */
  address(): { readonly hookUrl: string; readonly runningFile: string } | undefined;
  /** Whether it was stopped with SIGSTOP. */
  isFrozen(): boolean;
  /** Resolves when it serves, or when it was killed before. */
  start(): Promise<void>;
  /** With kill -9. */
  kill(): Promise<void>;
  /** Its next call kills it. */
  lieInWait(ambush: Ambush): void;
  /** Stops it so long; resolves when it goes on. */
  freeze(seconds: number): Promise<void>;
  /** Asks its API, with the token of its file. @returns the answer's status */
  ask(path: string): Promise<number>;
  /** Resolves when this process has asked GitLab for everything that no hook told. @throws Error when it ends before */
  patrolled(): Promise<void>;
  readonly calls: readonly Call[];
  /** How processes ended that nobody killed. */
  readonly crashes: readonly string[];
  /** Its way to the tables. */
  readonly tables: Wire;
}

export interface Ground {
  readonly ends: Ends;
  readonly folder: string;
  readonly gitlabUrl: string;
  readonly token: string;
  readonly secret: string;
  readonly database: DiskDatabase;
  /** The tables as they are, whatever stands in a Penstock's way to them. */
  readonly store: Store;
  readonly diary: Diary;
}

/** What is true of it now. */
interface Life {
  readonly name: string;
  readonly calls: Call[];
  readonly crashes: string[];
  running?: Running | undefined;
  hookUrl?: string | undefined;
  ambush?: Ambush | undefined;
  frozenAt?: number | undefined;
  thawedAt?: number;
}

export async function makePenstock(name: string, ground: Ground): Promise<Penstock> {
  const life: Life = { name, calls: [], crashes: [] };
  const gitlab = await openWire(ground.gitlabUrl, earsOf(life, ground));
  const tables = await openWire(ground.database.endpoint());
  for (const wire of [gitlab, tables]) ground.ends.after(() => wire.close());
  const runningFile = join(ground.folder, `${name}.json`);
  const env = {
    npm_lifecycle_event: "chaos",
    PENSTOCK_GITLAB_URL: gitlab.url,
    PENSTOCK_GITLAB_TOKEN: ground.token,
    PENSTOCK_WEBHOOK_SECRETS: ground.secret,
    PENSTOCK_PORT: "0",
    PENSTOCK_RUNNING: runningFile,
    PENSTOCK_REQUESTS_PER_MINUTE: "6000",
    PENSTOCK_SETTLE_SECONDS: String(settings.settle),
    PENSTOCK_CALL_TIMEOUT_SECONDS: String(settings.callTimeout),
    PENSTOCK_FUNCTION_SECONDS: String(settings.function),
    AWS_ENDPOINT_URL_DYNAMODB: tables.url,
  };
  return {
    name,
    calls: life.calls,
    crashes: life.crashes,
    tables,
    address: () =>
      life.hookUrl === undefined || life.frozenAt !== undefined ? undefined : { hookUrl: life.hookUrl, runningFile },
    isFrozen: () => life.frozenAt !== undefined,
    start: () => start(life, () => run(ground.ends, ["infra/local/start.ts"], env)),
    kill: () => kill(life, ground.diary),
    lieInWait(ambush) {
      life.ambush = ambush;
    },
    freeze: (seconds) => freeze(life, seconds, ground),
    ask: (path) => ask(runningFile, path),
    async patrolled() {
      await life.running?.line(/"message":"patrol".*"ended":"round"/);
    },
  };
}

async function ask(runningFile: string, path: string): Promise<number> {
  const { api, source } = RunningFile.parse(JSON.parse(readFileSync(runningFile, "utf8")));
  const answer = await fetch(`${api.url}/api/${source}/${path}`, { headers: { authorization: `Bearer ${api.token}` } });
  await answer.arrayBuffer();
  return answer.status;
}

const mostStarts = 20;

/** One that finds no tables says so and ends, as it should; it is started again. */
async function start(life: Life, make: () => Running): Promise<void> {
  for (let starts = 0; starts < mostStarts; starts++) {
    const begun = make();
    life.running = begun;
    void begun.ended.then((how) => noteEnd(life, begun, how));
    const line = await begun.line(/hooks +POST /).catch(() => undefined);
    if (life.running !== begun) return;
    life.hookUrl = line?.replace(/^.*POST /, "");
    if (line !== undefined) return;
  }
}

function noteEnd(life: Life, { lines }: Running, how: number | string): void {
  const last = lines.slice(-5).join("\n");
  const isExpected = life.hookUrl === undefined && /cannot start/.test(last);
  if (life.running?.lines === lines && !isExpected)
    life.crashes.push(`${life.name} ended by itself (${how}):\n${last}`);
}

async function kill(life: Life, diary: Diary, how = "kill -9"): Promise<void> {
  const victim = life.running;
  if (!victim) return;
  Object.assign(life, { running: undefined, hookUrl: undefined, ambush: undefined });
  diary.note(`${how} ${life.name}`);
  victim.child.kill("SIGKILL");
  await victim.ended;
}

async function freeze(life: Life, seconds: number, { ends, diary }: Ground): Promise<void> {
  const pid = life.running?.child.pid;
  if (pid === undefined || life.frozenAt !== undefined) return;
  life.frozenAt = Date.now();
  diary.note(`freeze ${life.name}`);
  await stopFor(ends, pid, seconds);
  Object.assign(life, { frozenAt: undefined, thawedAt: Date.now() });
  diary.note(`thaw ${life.name}`);
}

const thawMillis = 1_500;

/** What was on its way when it was frozen comes within a moment; later it can only have been sent after the thaw. */
function isThawed({ frozenAt, thawedAt = 0 }: Life, at: number): boolean {
  return at - thawedAt < thawMillis || (frozenAt !== undefined && at - frozenAt > thawMillis);
}

function earsOf(life: Life, { store, diary }: Ground): Ears {
  return {
    async onRequest(asked) {
      const call = callOf(asked, { by: life.name, isThawed: isThawed(life, asked.at) });
      if (!call) return true;
      life.calls.push(call);
      const task = await store.task(call.task).catch(() => "unknown" as const);
      if (task !== "unknown") call.isMarked = task?.state === "calling";
      diary.note(callText(call));
      if (life.ambush !== "unsent" && life.ambush !== "sent") return true;
      const passes = life.ambush === "sent";
      void kill(life, diary, `kill -9, its call ${passes ? "sent" : "unsent"}:`);
      return passes;
    },
    onAnswer(asked) {
      const call = callOf(asked, { by: life.name, isThawed: false });
      if (call) diary.note(`${life.name} is answered ${asked.status} to ${call.verb} of ${call.job}`);
      if (life.ambush !== "answered" || !call) return true;
      void kill(life, diary, "kill -9, its call answered but the answer unread:");
      return false;
    },
  };
}
