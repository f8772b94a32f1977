import { callsKept } from "./books/calls.ts";
import { deliveriesKept } from "./books/deliveries.ts";
import { effectsKept } from "./books/effects.ts";
import { limitsKept } from "./books/limits.ts";
import { wishesKept } from "./books/wishes.ts";
import type { Evidence } from "./evidence.ts";
import { bot } from "./twin.ts";

/** The books of a day. */
export interface Book {
  readonly figures: Readonly<Record<string, number>>;
  readonly violations: readonly string[];
  readonly trace: readonly string[];
}

/** Holds what a day left behind against what is promised. */
export function bookOf(evidence: Evidence): Book {
  const { calls, effects, entries, knocks, open, tasks, faults } = evidence;
  const stuck = open.map(({ id, state, reason }) => `the task ${id} did not end: it is ${state}, ${reason}`);
  const kept = [callsKept, deliveriesKept, effectsKept, limitsKept, wishesKept].map((keep) => keep(evidence));
  const ours = effects.filter(({ user }) => user === bot);
  return {
    violations: [...faults, ...stuck, ...kept.flatMap(({ violations }) => violations)],
    figures: {
      hooks: knocks.length,
      hooksLost: knocks.filter(({ status }) => status === undefined).length,
      calls: calls.length,
      effects: ours.length,
      tasks: tasks.length,
      attention: tasks.filter(({ state }) => state === "attention").length,
      entries: entries.length,
      ...Object.assign({}, ...kept.map(({ figures }) => figures)),
    },
    trace: traceOf(evidence),
  };
}

function traceOf({ lines, entries, effects }: Evidence): string[] {
  const told = [
    ...lines,
    ...effects.map(({ at, user, verb, jobId, newJobId }) => ({
      at,
      text: `GitLab: ${verb} of ${jobId} by ${user}${newJobId === undefined ? "" : `, now ${newJobId}`}`,
    })),
    ...entries.flatMap((entry) =>
      entry.kind === "task"
        ? [{ at: entry.at, text: `journal: ${entry.task} ${entry.state}, ${entry.call ?? "no call"}, ${entry.reason}` }]
        : [],
    ),
  ].toSorted((one, other) => one.at - other.at);
  const [first] = told;
  return told.map(({ at, text }) => `${((at - (first?.at ?? 0)) / 1000).toFixed(3).padStart(8)}  ${text}`);
}
