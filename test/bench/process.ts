import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

/** A process that answers one question at a time. */
export interface Process {
  readonly pid: number | undefined;
  ask(what: object | string): Promise<unknown>;
  stop(): Promise<void>;
}

/** What is run, and on which core; missing: on any that this process may use. */
export interface Start {
  readonly name: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly core?: number | undefined;
}

/**
 * Starts a script.
 *
 * @returns the process, and what it said when it was ready
 * @throws Error when it ends before
 */
export async function startProcess({ name, args, env, core }: Start): Promise<Process & { readonly said: unknown }> {
  const [command = "", ...before] =
    core === undefined ? [process.execPath] : ["taskset", "-c", String(core), process.execPath];
  const child = spawn(command, [...before, ...args], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    env: { ...process.env, NODE_ENV: "production", ...env },
  });
  return {
    said: await heard(child, name),
    pid: child.pid,
    async ask(what) {
      const answer = heard(child, name);
      child.send(what);
      return await answer;
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      child.disconnect();
      await ended;
    },
  };
}

async function heard(child: ChildProcess, name: string): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const left = () => reject(new Error(`${name} ended`));
  child.once("message", resolve);
  child.once("exit", left);
  child.once("error", reject);
  try {
    return await promise;
  } finally {
    child.off("message", resolve);
    child.off("exit", left);
    child.off("error", reject);
  }
}
