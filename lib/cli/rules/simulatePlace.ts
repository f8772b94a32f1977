import { SettingsError } from "../../core/errors.ts";
import { environment, readSettings } from "../../edge/config.ts";
import { findRunning } from "../local.ts";

/** The source whose journal the API gives. @throws SettingsError when there is none */
export function sourceOf(): string {
  const env = environment();
  const { PENSTOCK_API_URL: url } = readSettings(env, ["api"]);
  return url === undefined ? findRunning().source : readSettings(env, ["source"]).PENSTOCK_SOURCE;
}

/** Where people find GitLab, where that is known: as set for a person's own client, or the twin that runs here. */
export function addressOf(): string | undefined {
  const { PENSTOCK_GITLAB_URL: url } = environment();
  if (url) return url.replace(/\/+$/, "");
  try {
    return findRunning().twin?.url;
  } catch (error) {
    if (error instanceof SettingsError) return undefined;
    throw error;
  }
}
