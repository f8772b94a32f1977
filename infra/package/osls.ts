import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { nearest } from "../../lib/core/nearest.ts";
import { type Service, serviceFile } from "./service.ts";
import { type Problem, Template } from "./template.ts";

const root = dirname(fileURLToPath(import.meta.resolve("osls/package.json")));

export interface Packaging {
  /** Where `serverless.yml` is. What is packaged comes to lie in `.serverless` there. */
  readonly folder: string;
  readonly stage: string;
  /** `name=value`, each. */
  readonly given: readonly string[];
  /** A command to run osls in, e.g. one that takes the network away; default: none. */
  readonly through?: readonly string[];
}

/**
 * Packages the service: a zip for each function, and the template that CloudFormation would get. Needs no network, no
 * credentials and no home, and leaves nothing behind but `.serverless`.
 *
 * @returns the template, or what osls said against it
 */
export async function runOsls(
  { folder, stage, given, through = [] }: Packaging,
  service: Service,
): Promise<Template | readonly Problem[]> {
  const parameters = given.map((parameter) => `--param=${parameter}`);
  const line = [
    ...through,
    process.execPath,
    join(root, "bin/serverless.js"),
    "package",
    "--stage",
    stage,
    ...parameters,
  ];
  const [command = process.execPath, ...rest] = line;
  // It keeps a cache in the home folder, and would look there for credentials.
  const home = mkdtempSync(join(tmpdir(), "penstock-osls-"));
  try {
    const env = { PATH: process.env.PATH, HOME: home, NO_COLOR: "1" };
    const osls = spawn(command, rest, { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
    const exit = new Promise<number | null>((resolve, reject) => osls.once("error", reject).once("close", resolve));
    const [said, complained, code] = await Promise.all([text(osls.stdout), text(osls.stderr), exit]);
    return code === 0 ? readTemplate(folder) : complaints([said, complained], service);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function readTemplate(folder: string): Template {
  const file = join(folder, ".serverless/cloudformation-template-update-stack.json");
  return Template.parse(JSON.parse(readFileSync(file, "utf8")));
}

/** What osls said, without its greeting, its links and its stack, each with its place in `serverless.yml`. */
function complaints(outputs: readonly string[], service: Service): Problem[] {
  const mark = "Error:\n";
  const output = outputs.find((one) => one.includes(mark)) ?? outputs.join(mark);
  const lines = output.slice(output.indexOf(mark) + mark.length).split("\n");
  const told = lines.filter(
    (line) => line.trim() !== "" && !/^\s+at [^']|^Learn more|errored with:$|error: *$/.test(line),
  );
  return told.map((line) => complaint(line, service));
}

function complaint(line: string, service: Service): Problem {
  const [, at = "", what = line.trim()] = /\bat ["']([^"']*)["']: (.*)$/.exec(line) ?? [];
  const path = at === "root" || at === "" ? [] : at.split(".");
  const unknown = /^unrecognized property '([^']+)'/.exec(what)?.[1];
  const near = unknown === undefined ? undefined : nearest(unknown, knownWords());
  const cure = near ? `Did you mean ${near}?` : "Correct it; osls's own page on it: docs/guides in its repository";
  const resource = path.length === 0 && unknown === undefined ? serviceFile : service.where(...path, unknown ?? "");
  return { resource, place: at, what, cure };
}

/** Every word that may stand in `serverless.yml`, by osls's own types. */
function knownWords(): string[] {
  const types = readFileSync(join(root, "types/index.d.ts"), "utf8");
  return [...types.matchAll(/^\s+'?(\w+)'?\??:/gm)].map(([, word = ""]) => word);
}
