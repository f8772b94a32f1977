import type { Clock, Instant } from "../../../lib/core/time.ts";

/** What happens later, by the twin's clock. Nothing of it is ever lost. */
export interface Late {
  add(dueAt: Instant, run: () => void): void;
  /** Does what is due by now, in the order of its time. */
  runDue(): void;
  /** When it is due: by a `runDue`, or soon after the clock has come so far, since somebody waits for it. */
  until(dueAt: Instant): Promise<void>;
}

interface Put {
  readonly dueAt: Instant;
  readonly run: () => void;
}

const pollMillis = 5;

export function makeLate(clock: Clock): Late {
  let waiting: Put[] = [];
  function runDue(isMeant: (put: Put) => boolean = () => true): void {
    const now = clock();
    const due = waiting.filter((put) => put.dueAt <= now && isMeant(put));
    waiting = waiting.filter((put) => !due.includes(put));
    for (const { run } of due.sort((one, other) => one.dueAt - other.dueAt)) run();
  }
  function watch(put: Put): void {
    const timer = setInterval(() => {
      runDue((one) => one === put);
      if (!waiting.includes(put)) clearInterval(timer);
    }, pollMillis).unref();
  }
  return {
    add: (dueAt, run) => {
      waiting.push({ dueAt, run });
    },
    runDue: () => runDue(),
    until: (dueAt) =>
      new Promise((resolve) => {
        const put = { dueAt, run: resolve };
        waiting.push(put);
        watch(put);
      }),
  };
}
