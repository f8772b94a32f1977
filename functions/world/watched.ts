import { oneToken, type RatedSource, type SharedThrottle } from "../../lib/app/throttleShared.ts";
import type { WatchedSource } from "../../lib/app/worker.ts";
import { usualPerMinute } from "../../lib/core/throttleSizes.ts";
import { type Environment, readSettings } from "../../lib/edge/config.ts";
import type { Source } from "../../lib/edge/sources.ts";
import { deployed } from "./sources.ts";
import { clientFor, type Reachable } from "./tokens.ts";

/**
 * Lists of jobs that sweeps may ask for in a minute: GitLab allows one user 600, of which the patrol has half, and a tenth is
 * left to people. Source: docs.gitlab.com/administration/settings, project_jobs_api_rate_limit (read 2026-11).
 */
const listsPerMinute = 240;

/** How a function reaches GitLab: with the tokens of a deployed source, or with the one of the environment. */
export interface Ways<T> {
  deployed(way: Reachable): () => Promise<T>;
  local(client: ReturnType<typeof clientFor>): T;
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
      ...ratesOf(source.requestsPerMinute ?? usualPerMinute),
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
  const rates = ratesOf(settings.PENSTOCK_REQUESTS_PER_MINUTE);
  return [{ id, projects, ...rates, budgets: oneToken, open: async () => way }];
}

/** Whoever may send no more than the usual 600 in all cannot ask for too many lists. */
function ratesOf(requestsPerMinute: number): Pick<RatedSource, "requestsPerMinute" | "listsPerMinute"> {
  return { requestsPerMinute, ...(requestsPerMinute > usualPerMinute && { listsPerMinute }) };
}

/** A token that is missing, or named as another, is that one: the same user with the same rate. */
export function budgetsOf({ tokens }: Pick<Source, "tokens">): RatedSource["budgets"] {
  const isOwn = (name: "clean" | "read" | "hooks") => tokens[name] !== undefined && tokens[name] !== tokens.act;
  const clean = isOwn("clean") ? "clean" : "act";
  const read = tokens.read === tokens.clean ? clean : isOwn("read") ? "read" : "act";
  const asHooks = [tokens.clean, tokens.read].indexOf(tokens.hooks);
  const hooks = isOwn("hooks") ? ([clean, read] as const)[asHooks] : "act";
  return { act: "act", clean, read, hooks: hooks ?? "hooks" };
}
