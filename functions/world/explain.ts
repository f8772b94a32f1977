import type { Throttle } from "../../lib/app/throttle.ts";
import type { RatedSource } from "../../lib/app/throttleShared.ts";
import type { WatchedSource } from "../../lib/app/worker.ts";
import type { GitLabReads, Store } from "../../lib/core/ports.ts";
import { systemClock } from "../../lib/edge/clock.ts";
import { environment } from "../../lib/edge/config.ts";
import type { Log } from "../../lib/edge/log.ts";
import { openThrottle } from "./throttle.ts";
import { readerGitLab } from "./tokens.ts";
import { configuredSources, watchedSources } from "./watched.ts";

/** A source as explanations know it: its looks, with a token that need not do more, and what GitLab's rates leave for them. */
export interface ExplainSource extends WatchedSource, RatedSource {
  readonly throttle: Throttle;
  /** The looks. @throws GitLabError without a token */
  open(): Promise<GitLabReads>;
}

/** Somebody waits for the answer, and the gateway gives up after 30 s. */
const callTimeoutSeconds = 6;

/** The sources of a deployed function, by its environment. @throws SettingsError */
export function explainSources(store: Store, log: Log): (id: string) => ExplainSource | undefined {
  const sources = watchedSources(configuredSources(environment()), {
    deployed: readerGitLab,
    local: ({ reads }) => reads,
    onAnswer: (...answer) => throttle.heard(...answer),
    callTimeoutSeconds,
    log,
  });
  const throttle = openThrottle(store, systemClock, () => sources);
  return (id) => {
    const source = sources.find((one) => one.id === id);
    return source && { ...source, throttle };
  };
}
