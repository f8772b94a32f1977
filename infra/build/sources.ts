import { readDeployment, type SettingTexts, textsOf } from "../../lib/cli/deployment.ts";

/**
 * What a file describes, as the texts of settings.
 *
 * @throws Error that lists everything that is wrong with it as file:line:column
 */
export function settingTexts(file: string): SettingTexts {
  const read = readDeployment(file);
  if ("problems" in read) throw new Error(read.problems.join("\n"));
  return textsOf(read.deployment);
}
