import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Packed, pack } from "../../infra/package/pack.ts";

const root = join(import.meta.dirname, "../..");

const sources = {
  version: 1,
  sources: [
    {
      id: "gitlab",
      url: "https://gitlab.example.com",
      projects: ["platform/**"],
      tokens: { act: "act" },
      webhookSecrets: [{ id: "hooks", parameter: "hooks" }],
    },
  ],
};

const unshare = ["unshare", "--map-root-user", "--net"];

/** Whether this machine lets a process be started without a network. */
export const canCutNetwork = spawnSync("unshare", [...unshare.slice(1), "true"]).status === 0;

/** How the service is changed before it is packaged. */
export interface Change {
  /** The new text of `serverless.yml`. */
  readonly edit?: (text: string) => string;
  readonly stage?: string;
  readonly given?: readonly string[];
}

/**
 * The service packaged in a folder of its own, with stand-ins for its bundles, and without a network where the machine
 * permits that.
 */
export async function packaged({ edit = (text) => text, stage = "dev", given = [] }: Change = {}): Promise<Packed> {
  const folder = mkdtempSync(join(tmpdir(), "penstock-service-"));
  try {
    const text = readFileSync(join(root, "serverless.yml"), "utf8");
    writeFileSync(join(folder, "serverless.yml"), edit(text));
    cpSync(join(root, "infra/aws"), join(folder, "infra/aws"), { recursive: true });
    for (const [, bundle = ""] of text.matchAll(/handler: (dist\/\w+)\/index/g)) {
      mkdirSync(join(folder, bundle), { recursive: true });
      writeFileSync(join(folder, bundle, "index.mjs"), "export const handler = async () => {};\n");
    }
    writeFileSync(join(folder, "dist/sources.json"), JSON.stringify(sources));
    for (const blank of ["access", "chat"]) writeFileSync(join(folder, `dist/${blank}.json`), "\n");
    return await pack({ folder, stage, given, through: canCutNetwork ? unshare : [] });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
