import type * as z from "zod";
import { SettingsError } from "../core/errors.ts";
import { nearest } from "../core/nearest.ts";
import { parts } from "./settings.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** The process's environment. The only place that reads it. */
export function environment(): Environment {
  return process.env;
}

type Part = keyof typeof parts;
type Settings<P extends Part> = z.output<ReturnType<(typeof parts)[P]>>;
type Merged<P extends Part> = (P extends Part ? (settings: Settings<P>) => void : never) extends (
  settings: infer All,
) => void
  ? All
  : never;

/**
 * The settings that a function needs, by their own names.
 *
 * @param alsoWrong finds problems beyond a setting's shape
 * @throws SettingsError that lists every missing, malformed or unknown setting with its cure, and no value of any
 */
export function readSettings<P extends Part>(
  env: Environment,
  wanted: readonly P[],
  alsoWrong: (env: Environment) => readonly string[] = () => [],
): Merged<P> {
  const problems = Object.keys(env).filter(isUnknown).map(unknownText);
  const settings = {};
  for (const part of wanted) {
    const read = parts[part]().safeParse(env);
    if (read.success) Object.assign(settings, read.data);
    else problems.push(...read.error.issues.map(({ path, message }) => `${path.join(".")} ${message}`));
  }
  problems.push(...alsoWrong(env));
  if (problems.length > 0) throw new SettingsError(problems.map((problem) => `- ${problem}`).join("\n"));
  return settings as Merged<P>;
}

function isUnknown(name: string): boolean {
  return name.startsWith("PENSTOCK_") && !Object.values(parts).some((part) => Object.hasOwn(part().shape, name));
}

function unknownText(name: string): string {
  const known = Object.values(parts).flatMap((part) => Object.keys(part().shape));
  const near = nearest(name, known);
  return `${name} is no setting${near ? `: did you mean ${near}?` : ""}`;
}
