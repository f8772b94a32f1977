import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { Proof, Shown } from "../proof.ts";
import { openStranger } from "./stranger.ts";

/** Every variable by which a program may be told to ask somebody else first. */
export function proxied(port: number): Record<string, string> {
  const proxy = `http://127.0.0.1:${port}`;
  const names = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "FTP_PROXY", "GLOBAL_AGENT_HTTP_PROXY", "npm_config_proxy"];
  return {
    NODE_USE_ENV_PROXY: "1",
    NO_PROXY: "",
    no_proxy: "",
    ...Object.fromEntries(
      names.flatMap((name) => [
        [name, proxy],
        [name.toLowerCase(), proxy],
      ]),
    ),
  };
}

/** In a process in whose environment every proxy is set, as an operator's machine may have them. */
async function run(cases: number, seed: number): Promise<Shown> {
  const proxy = await openStranger();
  const child = spawn(process.execPath, [join(import.meta.dirname, "inProxy.ts"), String(cases), String(seed)], {
    env: { PATH: process.env.PATH ?? "", ...proxied(proxy.port) },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [told, [code]] = await Promise.all([text(child.stdout), once(child, "exit")]);
  proxy.close();
  if (code !== 0) throw new Error(`the process ended with ${code}`);
  const shown: Shown = JSON.parse(told);
  const asked =
    proxy.came.length > 0 ? [`seed ${seed}: a proxy of the environment was asked ${proxy.came.length} times`] : [];
  return {
    ...shown,
    violations: [...shown.violations, ...asked],
    figures: { ...shown.figures, "requests to proxies": proxy.came.length },
  };
}

/** Only GitLab is asked. */
export const asked: Proof = {
  promises: ["P42"],
  says: "whatever GitLab answers and whatever names are asked for, every request goes to its API at the configured origin, and the token nowhere else; a download may be led to a storage, without it",
  cases: { onPush: 1_500, byProve: 100_000 },
  run,
};
