import { readdirSync } from "node:fs";
import { basename, join, parse } from "node:path";
import { build, type Metafile } from "esbuild";
import { languageHash } from "./language.ts";
import { trimmed } from "./trimmed.ts";
import { type Weight, weigh } from "./weight.ts";

const root = join(import.meta.dirname, "../..");

/** A function and the file that it begins with. */
export interface Entry {
  readonly name: string;
  readonly file: string;
}

/** A function as it is shipped, still in memory. */
export interface Bundle {
  readonly name: string;
  readonly files: readonly { readonly path: string; readonly bytes: Uint8Array }[];
  readonly weight: Weight;
  /** The sources of which something is in it, from the project's root, sorted. */
  readonly sources: readonly string[];
}

/** Every function: one for each file in `functions`. */
export function functionEntries(): Entry[] {
  const files = readdirSync(join(root, "functions")).filter((file) => file.endsWith(".ts"));
  return files.toSorted().map((file) => ({ name: parse(file).name, file: join(root, "functions", file) }));
}

/**
 * Bundles one function as `NAME/index.mjs`, what it imports dynamically as chunks beside it, named by their content, and
 * their source maps as `maps/NAME/…`. The same sources give the same bytes, wherever they lie.
 *
 * The maps are not part of what is shipped, and no bundle names them: reading them would cost every cold start more than
 * the bundle does. A stack in a log is resolved with the maps of a build of the same commit.
 *
 * @throws esbuild's BuildFailure when a file cannot be read or an import not be found
 */
export async function bundle({ name, file }: Entry): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [{ in: file, out: "index" }],
    // Only a name, which nothing is written to: the paths in the maps are as seen from where the maps will be.
    outdir: `dist/maps/${name}`,
    outExtension: { ".js": ".mjs" },
    write: false,
    bundle: true,
    splitting: true,
    chunkNames: "[name]-[hash]",
    format: "esm",
    platform: "node",
    target: "node24",
    // For Node esbuild would take CommonJS first, of which it cannot leave out what nobody uses.
    mainFields: ["module", "main"],
    // undici's other parser, 150 KB, which only the variable UNDICI_USE_MILO turns on.
    external: ["../milo/*"],
    plugins: [trimmed(root)],
    define: { builtLanguage: JSON.stringify(languageHash()) },
    minify: true,
    legalComments: "external",
    sourcemap: "external",
    sourcesContent: false,
    metafile: true,
    logLevel: "silent",
  });
  const files = outputFiles.map(({ path, contents }) => ({
    path: join(path.endsWith(".map") ? "maps" : "", name, basename(path)),
    bytes: contents,
  }));
  return { name, files, weight: weigh(metafile), sources: sourcesIn(metafile) };
}

/** What was left out as nobody uses it is listed with no bytes. */
function sourcesIn({ outputs }: Metafile): string[] {
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
  return [...new Set(inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path))].toSorted();
}
