import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildAll } from "../../infra/build/buildAll.ts";
import type { Weight } from "../../infra/build/weight.ts";
import { type Sandbox, type SandboxOptions, startSandbox } from "./sandbox.ts";

/** The functions of `serverless.yml`. */
export const functionNames = ["webhook", "work", "tick", "patrol", "api", "chat"] as const;
export type FunctionName = (typeof functionNames)[number];

/** Every function as it is deployed, in a folder of its own, beside one that does nothing. */
export interface Bundles {
  /** With `dist` in it. */
  readonly taskRoot: string;
  readonly weights: ReadonlyMap<string, Weight>;
  start(name: FunctionName | "empty", options?: Partial<SandboxOptions>): Promise<Sandbox>;
  close(): void;
}

/** @throws Error as `buildAll` */
export async function buildBundles(): Promise<Bundles> {
  const taskRoot = mkdtempSync(join(tmpdir(), "penstock-ric-"));
  const built = await buildAll({ outDir: join(taskRoot, "dist") });
  mkdirSync(join(taskRoot, "dist/empty"));
  writeFileSync(join(taskRoot, "dist/empty/index.mjs"), "export const handler = async () => ({ statusCode: 202 });\n");
  return {
    taskRoot,
    weights: new Map(built.map(({ name, weight }) => [name, weight])),
    start: (name, options) => startSandbox({ taskRoot, handler: `dist/${name}/index.handler`, ...options }),
    close: () => rmSync(taskRoot, { recursive: true }),
  };
}
