import { type Classes, openClasses } from "../../app/report/classes.ts";
import { FailureClass } from "../../rules/failureClass.ts";
import { readRegex } from "../../rules/regex.ts";
import { ActiveRules } from "../answers.ts";
import type { Api } from "../api.ts";

/**
 * The failure classes that the active rules know, the built-in ones too.
 *
 * @returns `unread` names those that this version cannot read
 * @throws ApiError as the API's client does
 */
export async function activeClasses(api: Api): Promise<{ classes: Classes; unread: string[] }> {
  const { failureClasses = {} } = await api(["rulebook"], ActiveRules);
  const own = new Map<string, FailureClass>();
  for (const [name, stored] of Object.entries(failureClasses)) {
    const read = FailureClass.safeParse(stored);
    if (read.success) own.set(name, read.data);
  }
  const unread = Object.keys(failureClasses).filter((name) => !own.has(name));
  return { classes: openClasses(Object.fromEntries(own), { readRegex }), unread };
}
