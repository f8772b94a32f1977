import type { WatchedSource } from "../../lib/app/worker.ts";
import type { GitLab } from "../../lib/core/ports.ts";
import { type Environment, readSettings } from "../../lib/edge/config.ts";
import { deployed } from "./sources.ts";
import { clientFor, type Reachable } from "./tokens.ts";

/** How a function reaches GitLab: with the tokens of a deployed source, or with the one of the environment. */
export interface Ways<T> {
  deployed(way: Reachable): () => Promise<T>;
  local(client: GitLab): T;
}

/** The sources of `penstock.yaml`, or the one that the environment describes, each with a way to it. @throws SettingsError */
export function watchedSources<T>(
  env: Environment,
  callTimeoutSeconds: number,
  ways: Ways<T>,
): (WatchedSource & { readonly open: () => Promise<T> })[] {
  const deployment = deployed(env);
  if (deployment) {
    const { sources, stage, secrets } = deployment;
    return sources.map((source) => ({
      id: source.id,
      projects: source.projects,
      open: ways.deployed({ source, stage, secrets, callTimeoutSeconds }),
    }));
  }
  const settings = readSettings(env, ["source", "gitlab"]);
  const client = clientFor(settings.PENSTOCK_GITLAB_URL, settings.PENSTOCK_GITLAB_TOKEN, callTimeoutSeconds);
  const way = ways.local(client);
  return [{ id: settings.PENSTOCK_SOURCE, projects: settings.PENSTOCK_PROJECTS, open: async () => way }];
}
