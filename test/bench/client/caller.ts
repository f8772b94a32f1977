import { pathToFileURL } from "node:url";
import { type Asked, type Caller, loop } from "./loop.ts";
import { rawCaller } from "./raw.ts";

// A subject in its process: `caller.ts NAME FILE`, where FILE is the bundle of ours, or what others wrote. It asks when it is
// told to, says what came of it, and ends with its parent.

interface Ground {
  readonly url: string;
  readonly projectId: number;
  readonly jobId: number;
  readonly missingId: number;
}

const { url, projectId, jobId, missingId }: Ground = JSON.parse(process.env.BENCH_GITLAB ?? "{}");
const token = "a-token-of-twenty-letters";

async function callerOf(name: string, file: string): Promise<Caller> {
  if (name === "status" || name === "json") return rawCaller(Number(new URL(url).port), projectId, token, name);
  const { shippedCaller, clients } = await import(pathToFileURL(file).href);
  return shippedCaller ? shippedCaller(url, projectId, token) : await clients[name]({ url, projectId, token });
}

const [name = "", file = ""] = process.argv.slice(2);
const caller = await callerOf(name, file);
process.on("message", async (asked: Asked | "check") => {
  if (asked !== "check") process.send?.(await loop(() => caller[asked.what](jobId), asked));
  else {
    const { look, retry } = caller;
    const told = { look: await look(jobId), retry: await retry(jobId) };
    process.send?.({ ...told, lookMissing: await look(missingId), retryMissing: await retry(missingId) });
  }
});
process.on("disconnect", () => process.exit());
process.send?.("ready");
