import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import type { RuleFile } from "../../app/apply.ts";
import { Problem } from "../jobs/problem.ts";

const whyUnread: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EACCES: "it may not be read",
};

/** Whether a file's name says that it holds cases for rules, and no rules. */
export function holdsCases(file: string): boolean {
  return /\.cases\.(ya?ml|json)$/i.test(file);
}

/**
 * The files behind what people name, each once: a folder stands for all YAML and JSON files in it, cases too, sorted by name.
 *
 * @throws Problem where one is not there, or a folder has none
 */
export function filesAt(paths: readonly string[]): readonly string[] {
  const files = paths.flatMap((path) => {
    if (!reading(path, () => statSync(path)).isDirectory()) return [path];
    const names = reading(path, () => readdirSync(path)).filter((name) => /\.(ya?ml|json)$/i.test(name));
    if (names.length === 0) throw new Problem(`${path} has no YAML or JSON file in it`);
    return names.toSorted().map((name) => join(path, name));
  });
  // `rules/ rules/retry.yaml` names a file twice.
  return [...new Map(files.toReversed().map((file) => [resolve(file), file])).values()].toReversed();
}

/** The rule files that people name, folders whole, but for cases. @throws Problem where one cannot be read */
export function readRules(paths: readonly string[]): readonly RuleFile[] {
  const files = filesAt(paths).filter((file) => !holdsCases(file));
  if (files.length === 0) throw new Problem(`${paths.join(", ")}: no file of rules, only cases`);
  return files.map((file) => ({ file, text: readText(file) }));
}

/** @throws Problem where it cannot be read, or is no text in UTF-8 */
export function readText(file: string): string {
  const bytes = reading(file, () => readFileSync(file));
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Problem(`${file} is no text in UTF-8: save it as such (old PowerShells write UTF-16 with \`>\`)`);
  }
}

function reading<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    throw new Problem(`${path} cannot be read: ${whyUnread[code] ?? String(error)}`);
  }
}
