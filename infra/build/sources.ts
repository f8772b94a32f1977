import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { Deployment } from "../../lib/edge/deployment.ts";
import { problemText, readYaml } from "../../lib/rules/read.ts";

/**
 * What a file describes, as the texts of settings: the sources of all functions, who may do what through the API, and where
 * people chat: blank where it does not say.
 *
 * @throws Error that lists everything that is wrong with it as file:line:column
 */
export function settingTexts(file: string): {
  readonly sources: string;
  readonly access: string;
  readonly chat: string;
} {
  const read = readYaml(readFileSync(file, "utf8"), basename(file), Deployment);
  if ("problems" in read) throw new Error(read.problems.map(problemText).join("\n"));
  const { access, chat, ...sources } = read.data;
  return { sources: JSON.stringify(sources), access: textOf(access), chat: textOf(chat) };
}

function textOf(value: unknown): string {
  return value === undefined ? "" : JSON.stringify(value);
}
