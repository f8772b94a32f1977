import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Ends } from "../flows/process.ts";

const script = `kill -STOP "$1"; sleep "$2"; kill -CONT "$1"`;

/**
 * Stops a process with SIGSTOP for so long; resolves when it goes on. A shell does it, which lives on when this process
 * ends: nothing stays stopped for ever.
 */
export async function stopFor(ends: Ends, pid: number, seconds: number): Promise<void> {
  const args = ["-c", script, "penstock-freeze", String(pid), String(seconds)];
  const shell = spawn("/bin/sh", args, { stdio: "ignore", detached: true });
  const closed = once(shell, "close");
  ends.after(() => shell.exitCode === null && shell.pid !== undefined && endGroup(shell.pid));
  await closed;
}

/** The shell and its `sleep`. */
function endGroup(leader: number): void {
  try {
    process.kill(-leader, "SIGKILL");
  } catch {
    // it ended by itself meanwhile
  }
}
