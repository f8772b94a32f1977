import { oneToken, type RatedSource, type SharedThrottle } from "../../lib/app/throttleShared.ts";
import type { WatchedSource } from "../../lib/app/worker.ts";
import { usualPerMinute } from "../../lib/core/throttleSizes.ts";
import { readCaFile } from "../../lib/edge/ca.ts";
import { systemClock } from "../../lib/edge/clock.ts";
import { type Environment, readSettings } from "../../lib/edge/config.ts";
import type { Log } from "../../lib/edge/log.ts";
import type { Source } from "../../lib/edge/sources.ts";
import { together } from "../../lib/edge/together.ts";
import { clientFor } from "./client.ts";
import { deployedSecrets, isDeployed } from "./sources.ts";
import type { Reachable } from "./tokens.ts";

/**
 * Lists of jobs that sweeps may ask for in a minute: GitLab allows one user 600, of which the patrol has half, and a tenth is
 * left to people. Source: docs.gitlab.com/administration/settings, project_jobs_api_rate_limit (read 2026-11).
 */
const listsPerMinute = 240;

/** How a function reaches GitLab: with the tokens of a deployed source, or with the one of the environment. */
export interface Ways<T> {
  deployed(way: Reachable): () => Promise<T>;
  local(client: ReturnType<typeof clientFor>, own: LocalSource): T;
  /** Told what each answer says about rates. */
  onAnswer: SharedThrottle["heard"];
  readonly callTimeoutSeconds: number;
  readonly log: Log;
}

/** A configured source, its rates, and a way to it. */
type Way<T> = WatchedSource & RatedSource & { readonly open: () => Promise<T> };

/** The one source of an environment that names none of `penstock.yaml`. */
interface LocalSource {
  readonly id: string;
  readonly projects: readonly string[];
  readonly url: string;
  readonly token: string;
  readonly caPem?: string;
  readonly requestsPerMinute: number;
}

/** Which sources there are: those of `penstock.yaml`, or the one that the environment describes. */
type Configured = { readonly sources: readonly Source[]; readonly stage: string } | { readonly local: LocalSource };

/** @throws SettingsError that lists all that is wrong with it */
export function configuredSources(env: Environment): Configured {
  if (isDeployed(env)) {
    const { PENSTOCK_SOURCES: sources = [], PENSTOCK_STAGE: stage } = readSettings(env, ["sources"]);
    return { sources, stage };
  }
  const [settings, caPem] = together(
    () => readSettings(env, ["sources", "source", "gitlab"]),
    () => (env.PENSTOCK_GITLAB_CA_FILE ? readCaFile(env.PENSTOCK_GITLAB_CA_FILE) : undefined),
  );
  return {
    local: {
      id: settings.PENSTOCK_SOURCE,
      projects: settings.PENSTOCK_PROJECTS,
      url: settings.PENSTOCK_GITLAB_URL,
      token: settings.PENSTOCK_GITLAB_TOKEN,
      requestsPerMinute: settings.PENSTOCK_REQUESTS_PER_MINUTE,
      ...(caPem !== undefined && { caPem }),
    },
  };
}

/** Each configured source with a way to it. */
export function watchedSources<T>(configured: Configured, ways: Ways<T>): Way<T>[] {
  const { callTimeoutSeconds, log } = ways;
  if ("sources" in configured) {
    const { sources, stage } = configured;
    const secrets = deployedSecrets(log);
    return sources.map((source) => ({
      id: source.id,
      projects: source.projects,
      ...ratesOf(source.requestsPerMinute ?? usualPerMinute),
      budgets: budgetsOf(source),
      open: ways.deployed({
        ...{ source, stage, secrets, callTimeoutSeconds, log, clock: systemClock },
        onAnswer: (token, answer) => ways.onAnswer(source.id, token, answer),
      }),
    }));
  }
  const { id, projects, url, token, caPem, requestsPerMinute } = configured.local;
  const client = clientFor(url, token, {
    callTimeoutSeconds,
    onAnswer: (answer) => ways.onAnswer(id, "act", answer),
    ...(caPem !== undefined && { caPem }),
  });
  const way = ways.local(client, configured.local);
  return [{ id, projects, ...ratesOf(requestsPerMinute), budgets: oneToken, open: async () => way }];
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
