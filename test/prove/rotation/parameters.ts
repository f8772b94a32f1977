import type { Clock, Instant } from "../../../lib/core/time.ts";
import type { AskParameters } from "../../../lib/edge/parameters.ts";
import { below, type Random } from "../../fuzz/random.ts";

/** A stand-in of SSM in virtual time, for several processes. */
export interface Parameters {
  readonly values: Map<string, string>;
  /** How one process asks it. */
  door(): AskParameters;
  /** While it is down every request fails. */
  isDown: boolean;
  /** Answers what has become due. */
  answerDue(): void;
  readonly counts: { asked: number; failed: number };
}

/** An answer may take so long, and holds what was so when it was asked for. */
const mostMillis = 900;

export function openParameters(clock: Clock, random: Random): Parameters {
  let waiting: { readonly at: Instant; readonly answer: () => void }[] = [];
  const parameters: Parameters = {
    values: new Map(),
    isDown: false,
    counts: { asked: 0, failed: 0 },
    answerDue() {
      const due = waiting.filter(({ at }) => at <= clock());
      waiting = waiting.filter(({ at }) => at > clock());
      for (const { answer } of due) answer();
    },
    door() {
      let failedLast = false;
      return (names) => {
        parameters.counts.asked++;
        const texts = new Map(
          names.flatMap((name) => {
            const text = parameters.values.get(name);
            return text === undefined ? [] : [[name, text] as const];
          }),
        );
        // One request is throttled now and then, but not the next one as well.
        failedLast = parameters.isDown || (!failedLast && random() < 0.2);
        if (failedLast) {
          parameters.counts.failed++;
          return Promise.reject(new Error("ThrottlingException: Rate exceeded"));
        }
        const at = clock() + below(random, mostMillis);
        return new Promise((resolve) => waiting.push({ at, answer: () => resolve(texts) }));
      };
    },
  };
  return parameters;
}
