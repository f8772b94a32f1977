import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { type Ended, type InitError, serveRuntimeApi } from "./runtimeApi.ts";

/** The runtime client that AWS Lambda itself starts, as its package has it. */
export const runtimeClient = join(import.meta.dirname, "node_modules/aws-lambda-ric/index.mjs");

export interface SandboxOptions {
  /** What Lambda unpacks a function to: the folder that the handler's path begins in. */
  readonly taskRoot: string;
  /** E.g. `dist/webhook/index.handler`, as in `serverless.yml`. */
  readonly handler: string;
  /** The function's own settings; it knows no others. */
  readonly env?: Readonly<Record<string, string>>;
  /** How long one invocation may take. Default: 60. */
  readonly timeoutSeconds?: number;
}

/** How an invocation ended; `killed`: its time was over, and so was the process. */
export type Outcome = Ended | { readonly kind: "killed" } | { readonly kind: "died"; readonly said: string };

/** One process of one function, as Lambda keeps it. */
export interface Sandbox {
  /** When its process was begun, in milliseconds of `performance.now()`. */
  readonly startedAt: number;
  /** Resolves when the function is loaded and waits. */
  readonly ready: Promise<void>;
  readonly initError: Promise<InitError>;
  /** One after the other, as Lambda does. Ends the process when the function's time is over. */
  invoke(event: unknown): Promise<Outcome>;
  /** What Lambda does with a process between two invocations. */
  freeze(): void;
  thaw(): void;
  /** All that it has printed. */
  said(): string;
  close(): Promise<void>;
}

/** Starts the runtime client with a function. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { taskRoot, handler, env = {}, timeoutSeconds = 60 } = options;
  const api = await serveRuntimeApi();
  const startedAt = performance.now();
  const child = spawn(process.execPath, [runtimeClient], {
    cwd: taskRoot,
    env: { ...lambdaEnvironment(handler), ...env, AWS_LAMBDA_RUNTIME_API: api.host, LAMBDA_TASK_ROOT: taskRoot },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const pieces: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (piece: Buffer) => pieces.push(piece));
  const said = () => Buffer.concat(pieces).toString();
  const died = once(child, "exit").then((): Outcome => ({ kind: "died", said: said() }));
  const isDead = died.then(({ kind }) => {
    throw new Error(`the process ${kind} before it was ready:\n${said()}`);
  });
  isDead.catch(() => {});
  return {
    startedAt,
    ready: Promise.race([api.ready, isDead]),
    initError: api.initError,
    async invoke(event) {
      const deadline = Date.now() + timeoutSeconds * 1000;
      const timer = Promise.withResolvers<Outcome>();
      const clock = setTimeout(() => timer.resolve({ kind: "killed" }), timeoutSeconds * 1000);
      const outcome = await Promise.race([api.invoke(event, deadline), timer.promise, died]);
      clearTimeout(clock);
      if (outcome.kind === "killed") await end(child);
      return outcome;
    },
    freeze: () => void child.kill("SIGSTOP"),
    thaw: () => void child.kill("SIGCONT"),
    said,
    async close() {
      await end(child);
      api.close();
      if (api.strange.length > 0) throw new Error(`the runtime asked what Lambda does not know: ${api.strange}`);
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

/** Source: docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html, "Defined runtime environment variables" (read 2026-11). */
function lambdaEnvironment(handler: string): Record<string, string> {
  return {
    _HANDLER: handler,
    AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
    AWS_REGION: "eu-central-1",
    AWS_DEFAULT_REGION: "eu-central-1",
    AWS_LAMBDA_FUNCTION_NAME: "penstock",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "512",
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/penstock",
    AWS_LAMBDA_LOG_STREAM_NAME: "2026/11/20/[$LATEST]0123456789abcdef",
    AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
    AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    AWS_SESSION_TOKEN: "session",
    LANG: "en_US.UTF-8",
    TZ: ":UTC",
    PATH: process.env.PATH ?? "",
  };
}
