import { setTimeout as pause } from "node:timers/promises";
import { SettingsError } from "../../core/errors.ts";
import { type Clock, millis } from "../../core/time.ts";
import { readCaFile } from "../../edge/ca.ts";
import { systemClock } from "../../edge/clock.ts";
import { type Environment, environment, readSettings } from "../../edge/config.ts";
import { type Api, createApi } from "../../gitlab/api.ts";
import type { HttpOptions } from "../../gitlab/http/http.ts";
import { findRunning } from "../local.ts";
import { type Home, tokenKindOf, toProblem } from "./problem.ts";

/** What a command about jobs stands on. */
export interface Client extends Home {
  readonly api: Api;
  readonly clock: Clock;
  /** GitLab shows a single job to no CI job token. */
  readonly seesJobs: boolean;
  pause(seconds: number): Promise<void>;
}

const callTimeoutSeconds = 30;

/**
 * Lets a command ask the GitLab that the settings name or, where none is named, the twin that runs on this machine.
 *
 * @throws SettingsError when there is neither; Problem when GitLab says no
 */
export async function withClient(use: (client: Client) => Promise<void>): Promise<void> {
  const { isTwin, ...options } = findGitLab(environment());
  const api = createApi({ ...options, userAgent: "Penstock", clock: systemClock, callTimeoutSeconds });
  const { baseUrl, token, tokenAs } = options;
  const home = { baseUrl, isTwin, tokenKind: tokenKindOf(token, tokenAs) };
  try {
    const seesJobs = tokenAs !== "job";
    await use({ ...home, api, clock: systemClock, seesJobs, pause: (seconds) => pause(millis(seconds)) });
  } catch (error) {
    throw toProblem(error, home);
  } finally {
    await api.close();
  }
}

type Found = Pick<HttpOptions, "baseUrl" | "token" | "tokenAs" | "caPem"> & { readonly isTwin: boolean };

function findGitLab(env: Environment): Found {
  const twin = env.PENSTOCK_GITLAB_URL || env.PENSTOCK_GITLAB_TOKEN ? undefined : findTwin();
  if (twin) return { baseUrl: twin.url, token: twin.token, isTwin: true };
  const settings = readSettings(env, ["person"]);
  const caFile = settings.PENSTOCK_GITLAB_CA_FILE;
  return {
    baseUrl: settings.PENSTOCK_GITLAB_URL,
    token: settings.PENSTOCK_GITLAB_TOKEN,
    tokenAs: settings.PENSTOCK_GITLAB_TOKEN_AS,
    ...(caFile !== undefined && { caPem: readCaFile(caFile) }),
    isTwin: false,
  };
}

/** The twin of an `npm start` on this machine; one that serves a real GitLab hands nobody its token. */
function findTwin(): { readonly url: string; readonly token: string } | undefined {
  try {
    return findRunning().twin;
  } catch (error) {
    if (error instanceof SettingsError) return undefined;
    throw error;
  }
}
