import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runtimeClient } from "./sandbox.ts";

/** Whether the runtime client is there, and why not. */
export function lackOf(platform: string, isInstalled: boolean): string | undefined {
  if (platform !== "linux")
    return `The runtime client of Lambda runs on Linux alone, not on ${platform}: run this in a container or in CI.`;
  if (!isInstalled)
    return "The runtime client of Lambda is not built: that takes cmake, g++, make, python3, xz and network once (Debian: apt-get install cmake g++ make python3 xz-utils).";
  return undefined;
}

/** Builds the runtime client where it is not there as it is locked; that takes a minute or more. @returns why there is none */
export function install(): string | undefined {
  if (process.platform === "linux" && !isAsLocked())
    // this package's own scripts build it; everywhere else none is run, and npm hands that on to what it runs
    spawnSync("npm", ["--prefix", import.meta.dirname, "ci", "--ignore-scripts=false"], {
      stdio: ["ignore", "ignore", "inherit"],
    });
  return lackOf(process.platform, existsSync(join(runtimeClient, "../rapid-client.node")));
}

function isAsLocked(): boolean {
  const installed = join(runtimeClient, "../package.json");
  if (!existsSync(installed) || !existsSync(join(runtimeClient, "../rapid-client.node"))) return false;
  const { packages } = JSON.parse(readFileSync(join(import.meta.dirname, "package-lock.json"), "utf8"));
  return packages["node_modules/aws-lambda-ric"].version === JSON.parse(readFileSync(installed, "utf8")).version;
}
