import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { statSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { desk } from "./desk.ts";

const megabyte = 1_048_576;
const cli = join(import.meta.dirname, "../../../lib/cli/penstock.ts");
/** Tells, as the process ends, the most memory that it ever had. */
const telling = `data:text/javascript,${encodeURIComponent(
  'process.on("exit", () => process.stderr.write("most " + process.resourceUsage().maxRSS + " KiB"))',
)}`;

test("200 MB of artifacts stream to a file, and the command's memory stays within 100 MB of a small download's", async (t) => {
  const { twin, pipeline, url, cwd, settings } = await desk(t);
  const { id } = pipeline(["build/small", "build/large"]);
  const job = (name: string) => twin.jobNamed(id, name).id;
  twin.succeed(job("small"), { artifacts: { files: { "small.bin": { sizeBytes: 1000 } } } });
  twin.succeed(job("large"), { artifacts: { files: { "large.bin": { sizeBytes: 200 * megabyte } } } });
  const download = (name: string) => {
    const args = ["jobs", "artifacts", url(job(name)), "--output", `${name}.zip`, "--force"];
    return mostMegabytes(t, { cwd, settings, args });
  };
  const idle = await download("small");
  // how much garbage waits to be collected differs from run to run; what is held does not
  const busy = Math.min(await download("large"), await download("large"));
  assert.ok(statSync(join(cwd, "large.zip")).size > 200 * megabyte);
  t.diagnostic(`at most ${idle.toFixed(0)} MB for 1 KB, ${busy.toFixed(0)} MB for 200 MB`);
  assert.ok(busy - idle < 100, `${busy} MB against ${idle} MB`);
});

interface Run {
  readonly cwd: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly args: readonly string[];
}

async function mostMegabytes(t: TestContext, { cwd, settings, args }: Run): Promise<number> {
  const child = spawn(process.execPath, ["--import", telling, cli, ...args], {
    cwd,
    env: { PATH: process.env.PATH ?? "", ...settings },
    stdio: ["ignore", "ignore", "pipe"],
  });
  t.after(() => child.kill("SIGKILL"));
  const said: Buffer[] = [];
  child.stderr.on("data", (piece: Buffer) => said.push(piece));
  const [code] = await once(child, "close");
  const text = `${Buffer.concat(said)}`;
  assert.equal(code, 0, text);
  return Number(/most (\d+) KiB/.exec(text)?.[1]) / 1024;
}
