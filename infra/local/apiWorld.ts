import type { ApiWorld } from "../../functions/world/api.ts";
import type { ExplainSource } from "../../functions/world/explain.ts";
import { personBehind } from "../../functions/world/person.ts";
import type { WorkerWorld } from "../../functions/world/worker.ts";
import { actions } from "../../lib/actions/index.ts";
import { oneToken } from "../../lib/app/throttleShared.ts";
import { usualPerMinute } from "../../lib/core/throttleSizes.ts";
import type { Clock } from "../../lib/core/time.ts";
import { giveWay } from "../../lib/edge/giveWay.ts";
import type { Log } from "../../lib/edge/log.ts";
import { orderedText } from "../../lib/edge/random.ts";

/** What of a house its API stands on. */
interface ApiOptions {
  readonly clock: Clock;
  readonly source: string;
  readonly gitlab: { readonly url: string; readonly caPem?: string };
  readonly apiToken?: string;
  readonly secondPerson?: "required" | "off";
  readonly requestsPerMinute?: number;
  readonly projects?: readonly string[];
  readonly log: Log;
}

/** The API over the same tables as the workers. */
export function apiWorld(options: ApiOptions, worker: WorkerWorld): ApiWorld {
  const { clock, source, gitlab, apiToken, secondPerson, log } = options;
  return {
    store: worker.store,
    explainSource: async (id) => (id === source ? explainSource(options, worker) : undefined),
    actions,
    hasSource: (id) => id === source,
    gitlabUrl: () => gitlab.url,
    personBehind: (_, token) => personBehind(gitlab, token),
    secondPerson: () => secondPerson ?? "off",
    ...(apiToken !== undefined && { token: { text: apiToken, who: "local" } }),
    clock,
    random: orderedText,
    giveWay,
    log,
  };
}

/** The same client and the same budget as the workers': on one machine there is one token. */
function explainSource({ source, requestsPerMinute, projects }: ApiOptions, worker: WorkerWorld): ExplainSource {
  return {
    id: source,
    projects: projects ?? ["**"],
    requestsPerMinute: requestsPerMinute ?? usualPerMinute,
    budgets: oneToken,
    throttle: worker.throttle,
    async open() {
      const gitlab = await worker.gitlab(source);
      if (!gitlab) throw new Error(`no way to ${source}`);
      return gitlab.reads;
    },
  };
}
