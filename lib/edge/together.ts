import { SettingsError } from "../core/errors.ts";

/**
 * What several readings of the settings bring; or one error that tells what all of them say, each line once.
 *
 * @throws SettingsError
 */
export function together<const R extends readonly (() => unknown)[]>(
  ...readings: R
): { readonly [At in keyof R]: R[At] extends () => infer Read ? Read : never } {
  const problems = new Set<string>();
  const read = readings.map((reading) => {
    try {
      return reading();
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      for (const line of error.message.split("\n")) problems.add(line);
      return undefined;
    }
  });
  if (problems.size > 0) throw new SettingsError([...problems].join("\n"));
  return read as { readonly [At in keyof R]: R[At] extends () => infer Read ? Read : never };
}
