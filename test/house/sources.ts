import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

const root = join(import.meta.dirname, "../..");

export interface SourceFile {
  /** From the project's root, e.g. `lib/core/job.ts`. */
  readonly path: string;
  readonly text: string;
  /** What it imports: project files by their path, packages by their name, builtins as `node:…`. */
  readonly imports: readonly string[];
}

/** Every TypeScript file below the given folders of the project. */
export function sourceFiles(...folders: string[]): SourceFile[] {
  return folders
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)),
    )
    .filter((path) => path.endsWith(".ts") && !path.includes("node_modules"))
    .map((path) => {
      const text = readFileSync(join(root, path), "utf8");
      return { path, text, imports: importsOf(path, text) };
    });
}

function importsOf(path: string, text: string): string[] {
  const names = [
    ...text.matchAll(/^(?:import|export)\s[^"';]*?\sfrom "([^"]+)";/gm),
    ...text.matchAll(/\bimport\("([^"]+)"\)/g),
  ];
  return names.map(([, name = ""]) => {
    if (name.startsWith(".")) return normalize(join(dirname(path), name));
    if (name.startsWith("node:")) return name;
    return name
      .split("/")
      .slice(0, name.startsWith("@") ? 2 : 1)
      .join("/");
  });
}
