import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** What ends a run, a test's context as a rule. */
export interface Ends {
  after(end: () => unknown): void;
}

export interface Running {
  readonly child: ChildProcess;
  /** Everything that it printed so far. */
  readonly lines: readonly string[];
  /** The first line, printed already or yet to come, that fits; rejects when the process ends without one. */
  line(pattern: RegExp): Promise<string>;
  /** Resolves when the process has ended, with its exit code or the signal that ended it. */
  readonly ended: Promise<number | string>;
}

/** Runs a program of the project as a process of its own, ended with the test. */
export function run(t: Ends, args: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(PENSTOCK_|AWS_|NODE_TEST_CONTEXT)/.test(name));
  const child = spawn(process.execPath, args, {
    env: { ...Object.fromEntries(inherited), NO_COLOR: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const look of waiting) look();
  };
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on("line", (line) => {
      lines.push(line);
      wake();
    });
  const ended = new Promise<number | string>((resolve) => {
    child.on("close", (code, signal) => resolve(code ?? signal ?? "?"));
  });
  t.after(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  return {
    child,
    lines,
    ended,
    line: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = lines.find((line) => pattern.test(line));
          if (found !== undefined) {
            waiting.delete(look);
            resolve(found);
          }
        };
        waiting.add(look);
        look();
        void ended.then((how) => reject(new Error(`ended (${how}) without ${pattern}:\n${lines.join("\n")}`)));
      }),
  };
}
