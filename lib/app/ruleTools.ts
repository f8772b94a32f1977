import type { Rulebook } from "../rules/rulebook.ts";
import type { RuleTools } from "../rules/tools.ts";

/**
 * What the rules of a stored text need to be compiled. The engine for regular expressions is large, and the failure
 * classes have many: either is loaded only where the text has a use for it.
 *
 * @param isDoor no log is read there, so that what the built-in classes look for in one may stay unknown
 */
export async function loadTools(
  text: string,
  { failureClasses }: Pick<Rulebook, "failureClasses">,
  isDoor: boolean,
): Promise<RuleTools> {
  const hasClass = text.includes('"failureClass"');
  const needsRegex = text.includes('"matches"') || (hasClass && !isDoor);
  const tools: RuleTools = needsRegex ? { readRegex: (await import("../rules/regex.ts")).readRegex } : {};
  if (!hasClass) return tools;
  const { compileClasses } = await import("../rules/failureClasses/compile.ts");
  return { ...tools, classes: compileClasses(failureClasses, tools) };
}
