import { oneToken, type RatedSource, type SharedThrottle } from "../../lib/app/throttleShared.ts";
import type { WatchedSource } from "../../lib/app/worker.ts";
import type { GitLab } from "../../lib/core/ports.ts";
import { usualPerMinute } from "../../lib/core/throttleSizes.ts";
import { type Environment, readSettings } from "../../lib/edge/config.ts";
import type { Source } from "../../lib/edge/sources.ts";
import { deployed } from "./sources.ts";
import { clientFor, type Reachable } from "./tokens.ts";

/** How a function reaches GitLab: with the tokens of a deployed source, or with the one of the environment. */
export interface Ways<T> {
  deployed(way: Reachable): () => Promise<T>;
  local(client: GitLab): T;
  /** Told what each answer says about rates. */
  onAnswer: SharedThrottle["heard"];
}

/** A configured source, its rates, and a way to it. */
type Way<T> = WatchedSource & RatedSource & { readonly open: () => Promise<T> };

/** The sources of `penstock.yaml`, or the one that the environment describes, each with a way to it. @throws SettingsError */
export function watchedSources<T>(env: Environment, callTimeoutSeconds: number, ways: Ways<T>): Way<T>[] {
  const deployment = deployed(env);
  if (deployment) {
    const { sources, stage, secrets } = deployment;
    return sources.map((source) => ({
      id: source.id,
      projects: source.projects,
      requestsPerMinute: source.requestsPerMinute ?? usualPerMinute,
      budgets: budgetsOf(source),
      open: ways.deployed({
        source,
        stage,
        secrets,
        callTimeoutSeconds,
        onAnswer: (token, answer) => ways.onAnswer(source.id, token, answer),
      }),
    }));
  }
  const settings = readSettings(env, ["source", "gitlab"]);
  const { PENSTOCK_SOURCE: id, PENSTOCK_PROJECTS: projects, PENSTOCK_GITLAB_TOKEN: token } = settings;
  const client = clientFor(settings.PENSTOCK_GITLAB_URL, token, {
    callTimeoutSeconds,
    onAnswer: (answer) => ways.onAnswer(id, "act", answer),
  });
  const way = ways.local(client);
  const requestsPerMinute = settings.PENSTOCK_REQUESTS_PER_MINUTE;
  return [{ id, projects, requestsPerMinute, budgets: oneToken, open: async () => way }];
}

/** A token that is missing, or named as another, is that one: the same user with the same rate. */
export function budgetsOf({ tokens }: Pick<Source, "tokens">): RatedSource["budgets"] {
  const isOwn = (name: "clean" | "read") => tokens[name] !== undefined && tokens[name] !== tokens.act;
  const clean = isOwn("clean") ? "clean" : "act";
  return { act: "act", clean, read: tokens.read === tokens.clean ? clean : isOwn("read") ? "read" : "act" };
}
