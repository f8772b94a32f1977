import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { Deployment } from "../../lib/edge/deployment.ts";
import { problemText, readYaml } from "../../lib/rules/read.ts";

/**
 * What a file describes, as the texts of settings: the sources of all functions, and who may do what through the API, blank
 * where it does not say.
 *
 * @throws Error that lists everything that is wrong with it as file:line:column
 */
export function settingTexts(file: string): { readonly sources: string; readonly access: string } {
  const read = readYaml(readFileSync(file, "utf8"), basename(file), Deployment);
  if ("problems" in read) throw new Error(read.problems.map(problemText).join("\n"));
  const { access, ...sources } = read.data;
  return { sources: JSON.stringify(sources), access: access ? JSON.stringify(access) : "" };
}
