import { SettingsError } from "../core/errors.ts";
import { type Environment, readSettings } from "./config.ts";

/** The ids of the sources that the environment tells of; `undefined`: it tells them in a way that cannot be read. */
export function knownIds(env: Environment): readonly string[] | undefined {
  try {
    const { PENSTOCK_SOURCES: sources, PENSTOCK_SOURCE: id } = readSettings(env, ["sources", "source"]);
    return sources?.map((source) => source.id) ?? [id];
  } catch (error) {
    if (error instanceof SettingsError) return undefined;
    throw error;
  }
}
