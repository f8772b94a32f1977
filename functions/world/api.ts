import type { Action } from "../../lib/actions/action.ts";
import { actions } from "../../lib/actions/index.ts";
import type { Person } from "../../lib/core/gate.ts";
import type { Store } from "../../lib/core/ports.ts";
import type { Clock } from "../../lib/core/time.ts";
import { type Access, accessProblems, readAccess } from "../../lib/edge/access.ts";
import { systemClock } from "../../lib/edge/clock.ts";
import { type Environment, environment, readSettings } from "../../lib/edge/config.ts";
import { giveWay } from "../../lib/edge/giveWay.ts";
import { knownIds } from "../../lib/edge/knownIds.ts";
import { createLog, type Log } from "../../lib/edge/log.ts";
import { once } from "../../lib/edge/once.ts";
import { orderedText } from "../../lib/edge/random.ts";
import type { Token } from "../api/principal.ts";
import type { ExplainSource } from "./explain.ts";
import type { NoPerson } from "./person.ts";
import { openStore } from "./store.ts";

/** What the API needs of the world. Only explanations look at GitLab. */
export interface ApiWorld {
  readonly store: Store;
  readonly actions: readonly Action[];
  readonly hasSource: (id: string) => boolean;
  /** Who may do what. Missing: IAM has decided, and JWTs only see and move gates; see `scopesAt`. */
  readonly access?: Access;
  /** Where people find a source's GitLab, where that is known. */
  readonly gitlabUrl?: (source: string) => string | undefined;
  /** Whether rules that delete or play need a second person; default: `required`. */
  readonly secondPerson?: (source: string) => "required" | "off";
  /** How a source's GitLab is looked at to explain; loaded when it is first asked for. Missing: it is not. */
  readonly explainSource?: (source: string) => Promise<ExplainSource | undefined>;
  /**
   * The person whose GitLab token it is, as that GitLab says now; `undefined`: it is nobody's. The token is used for this
   * one question and never kept. @throws GitLabError when GitLab cannot be asked
   */
  readonly personBehind?: (source: string, token: string) => Promise<Person | NoPerson | undefined>;
  /** Missing: only IAM principals are known. */
  readonly token?: Token;
  readonly clock: Clock;
  readonly random: () => string;
  /** Waits a moment before a write that met another one is tried again; `tries` came before. */
  readonly giveWay: (tries: number) => Promise<void>;
  readonly log: Log;
}

/** The API of a deployed function, by its environment. @throws SettingsError */
export function realApi(): ApiWorld {
  const env = environment();
  const settings = readSettings(env, ["sources", "source", "api", "tables", "secondPerson", "access"], wrongAccess);
  const ids = settings.PENSTOCK_SOURCES?.map(({ id }) => id) ?? [settings.PENSTOCK_SOURCE];
  const read = readAccess(settings.PENSTOCK_ACCESS);
  const log = createLog("api", env);
  const text = settings.PENSTOCK_API_TOKEN;
  const store = openStore(settings, log);
  const explaining = once(async () => (await import("./explain.ts")).explainSources(store, log));
  return {
    store,
    actions,
    hasSource: (id) => ids.includes(id),
    ...("access" in read && read.access && { access: read.access }),
    gitlabUrl: (source) => settings.PENSTOCK_SOURCES?.find(({ id }) => id === source)?.url,
    secondPerson: (source) =>
      settings.PENSTOCK_SOURCES?.find(({ id }) => id === source)?.secondPerson ??
      settings.PENSTOCK_SECOND_PERSON ??
      "required",
    explainSource: async (source) => (await explaining())(source),
    personBehind: async (source, token) => {
      const known = settings.PENSTOCK_SOURCES?.find(({ id }) => id === source);
      if (!known) return undefined;
      const { url, ca } = known;
      return await (await import("./person.ts")).personBehind({ url, ...(ca !== undefined && { caPem: ca }) }, token);
    },
    ...(text !== undefined && { token: { text, who: "token" } }),
    clock: systemClock,
    random: orderedText,
    giveWay,
    log,
  };
}

function wrongAccess(env: Environment): readonly string[] {
  return accessProblems(env.PENSTOCK_ACCESS, knownIds(env));
}
