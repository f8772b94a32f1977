import { chmodSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import type { SettingsPatient } from "../../app/doctor/house/settings.ts";
import type { Remedy } from "../../core/diagnosis.ts";
import { type Environment, environment } from "../../edge/config.ts";
import { type Described, readDeployment } from "../deployment.ts";
import { Running } from "../local.ts";
import { settingProblems, startLacks } from "./problems.ts";

/** What is found where the command is called: nothing of it is asked of anybody. */
export interface Around extends Pick<SettingsPatient, "program" | "problems" | "startLacks" | "deployment"> {
  readonly env: Environment;
  readonly running: SettingsPatient["running"] & { readonly found?: Running };
  /** `penstock.yaml`, where it is there and right, and not the example. */
  readonly described?: Described;
}

const Program = z.object({ version: z.string(), engines: z.object({ node: z.string() }) });
const exampleUrl = "https://gitlab.example.com";

/** Looks around: the environment, the local run's file and `penstock.yaml`. */
export function lookAround(deploymentFile: string): Around {
  const env = environment();
  const own = Program.parse(JSON.parse(readFileSync(join(import.meta.dirname, "../../../package.json"), "utf8")));
  const { state, described } = readFile(deploymentFile);
  return {
    env,
    program: { version: own.version, node: process.versions.node, wants: own.engines.node.replace(/^>=/, "") },
    problems: settingProblems(env),
    startLacks: startLacks(env),
    running: findRun(env.PENSTOCK_RUNNING || ".penstock/running.json"),
    deployment: { file: deploymentFile, state },
    ...(described && { described }),
  };
}

function readFile(file: string): { readonly state: Around["deployment"]["state"]; readonly described?: Described } {
  try {
    const read = readDeployment(file);
    if ("problems" in read) return { state: read };
    const isExample = read.deployment.sources.some(({ url }) => url === exampleUrl);
    return isExample ? { state: "example" } : { state: "fits", described: read.deployment };
  } catch (error) {
    if (codeOf(error) === "ENOENT") return { state: "none" };
    return { state: { problems: [`${file} cannot be read (${codeOf(error) ?? "unknown"})`] } };
  }
}

function findRun(file: string): Around["running"] {
  const remove = doing(`remove ${file}`, () => rmSync(file, { force: true }));
  const close = doing(`let only its owner read ${file}`, () => chmodSync(file, 0o600));
  const base = { file, remove, close };
  try {
    const text = readFileSync(file, "utf8");
    // Windows has no such bits.
    const isOpen = process.platform !== "win32" && (statSync(file).mode & 0o077) !== 0;
    const read = Running.safeParse(parsed(text));
    if (!read.success) return { ...base, state: "unreadable", isOpen };
    if (!isAlive(read.data.pid)) return { ...base, state: "gone", isOpen };
    return { ...base, state: "runs", isOpen, found: read.data };
  } catch (error) {
    return { ...base, state: codeOf(error) === "ENOENT" ? "none" : "unreadable", isOpen: false };
  }
}

function doing(does: string, work: () => void): Remedy {
  return {
    does,
    async apply() {
      try {
        work();
        return { done: "the file is so now" };
      } catch (error) {
        return { failed: `it could not be done (${codeOf(error) ?? "unknown"})` };
      }
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process is one, too.
    return codeOf(error) === "EPERM";
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}
