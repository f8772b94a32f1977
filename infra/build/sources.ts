import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { Sources } from "../../lib/edge/sources.ts";
import { problemText, readYaml } from "../../lib/rules/read.ts";

/**
 * The sources that a file describes, as the text of the setting `PENSTOCK_SOURCES`.
 *
 * @throws Error that lists everything that is wrong with it as file:line:column
 */
export function sourcesText(file: string): string {
  const read = readYaml(readFileSync(file, "utf8"), basename(file), Sources);
  if ("problems" in read) throw new Error(read.problems.map(problemText).join("\n"));
  return JSON.stringify(read.data);
}
