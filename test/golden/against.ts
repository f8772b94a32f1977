import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Performed, wrongWith } from "./perform.ts";

// What an older version makes of what this one stores, as in a deployment or after a rollback:
// `node test/golden/against.ts --rev REVISION [--without KIND]`. A step before each release: see docs/upgrade.md.

const root = join(import.meta.dirname, "../..");

/** The newest golden store: this version's own. */
export function newestStore(): string {
  const stores = readdirSync(import.meta.dirname).filter((name) => /^v\d+$/.test(name));
  const newest = stores.toSorted((one, other) => Number(other.slice(1)) - Number(one.slice(1)))[0];
  return join(import.meta.dirname, newest ?? "v0");
}

/** Lets the version of a revision, with the packages of this checkout, go on with the newest golden store. */
function performedBy(revision: string, without: string): Performed {
  const folder = mkdtempSync(join(tmpdir(), "penstock-against-"));
  try {
    execFileSync("git", ["clone", "--quiet", "--shared", "--no-checkout", root, folder]);
    execFileSync("git", ["-C", folder, "checkout", "--quiet", revision]);
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    for (const name of readdirSync(import.meta.dirname).filter((file) => file.endsWith(".ts")))
      cpSync(join(import.meta.dirname, name), join(folder, "test/golden", name));
    const args = [join(folder, "test/golden/perform.ts"), newestStore(), without];
    return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8", cwd: folder })) as Performed;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { rev: { type: "string" }, without: { type: "string" } } });
  const done = performedBy(values.rev ?? "HEAD", values.without ?? "");
  const wrong = wrongWith(done);
  const lines = [
    `${values.rev ?? "HEAD"} read ${done.tasks} tasks, ${done.entries} entries and rulebook ${done.version}`,
    ...Object.entries(done.states).map(([one, state]) => `  ${one.padEnd(22)} ${state}`),
    ...done.faults.map((fault) => `told, and left as it is: ${fault}`),
    ...wrong.map((one) => `WRONG ${one}`),
    wrong.length > 0 ? `${wrong.length} wrong` : "each open task had the right effects, and every decision is the same",
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
  if (wrong.length > 0) process.exitCode = 1;
}
