import type { TokenName } from "../../lib/app/throttle.ts";
import type { RateAnswer } from "../../lib/core/throttleHeard.ts";
import type { Clock, Instant } from "../../lib/core/time.ts";
import type { Log } from "../../lib/edge/log.ts";
import { type Client, clientFor } from "./client.ts";

/** A token that GitLab has refused is left alone for so long, where there is another. */
const asideMillis = 5 * 60_000;
const mostClients = 8;

/** One of a source's tokens, which may have several values. */
export interface TokenWay {
  /** The full name of the SSM parameter that holds it. */
  readonly parameter: string;
  /** Whether GitLab has refused a value since `calm`: there may be another by now. */
  isDoubtful(): boolean;
  calm(): void;
  /** The value to use: the first that was not refused lately, or, of those that all were, the one that was longest ago. */
  pick(values: readonly [string, ...string[]]): string;
  /** The client with a value. Those with other values keep their connections. */
  client(value: string): Client;
}

interface WayOptions {
  readonly source: { readonly id: string; readonly url: string; readonly ca?: string };
  readonly callTimeoutSeconds: number;
  readonly clock: Clock;
  readonly log: Log;
  readonly onAnswer?: (token: TokenName, answer: RateAnswer) => void;
}

/** A way with one token: what GitLab answers to a value decides which is used from the next request on. */
export function createTokenWay(name: TokenName, parameter: string, options: WayOptions): TokenWay {
  const { source, callTimeoutSeconds, clock, log, onAnswer } = options;
  const clients = new Map<string, Client>();
  const refusedAt = new Map<string, Instant>();
  let isDoubtful = false;

  function heard(value: string, answer: RateAnswer): void {
    onAnswer?.(name, answer);
    if (answer.status === 401) {
      if (!refusedAt.has(value)) log.error("token refused", { source: source.id, token: name, parameter });
      refusedAt.set(value, clock());
      isDoubtful = true;
    } else if (answer.status !== undefined && answer.status < 500) refusedAt.delete(value);
  }

  return {
    parameter,
    isDoubtful: () => isDoubtful,
    calm: () => {
      isDoubtful = false;
    },
    pick(values) {
      for (const known of refusedAt.keys()) if (!values.includes(known)) refusedAt.delete(known);
      const whenRefused = (value: string) => refusedAt.get(value) ?? Number.NEGATIVE_INFINITY;
      const [longestAgo] = values.toSorted((one, other) => whenRefused(one) - whenRefused(other));
      return values.find((value) => clock() - whenRefused(value) >= asideMillis) ?? longestAgo ?? values[0];
    },
    client(value) {
      const known = clients.get(value);
      if (known) return known;
      if (clients.size >= mostClients) clients.clear();
      const { url, ca } = source;
      const client = clientFor(url, value, {
        callTimeoutSeconds,
        onAnswer: (answer) => heard(value, answer),
        ...(ca !== undefined && { caPem: ca }),
      });
      clients.set(value, client);
      return client;
    },
  };
}
