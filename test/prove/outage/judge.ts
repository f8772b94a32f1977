import type { Instant } from "../../../lib/core/time.ts";
import type { County } from "./county.ts";
import type { Wanted } from "./events.ts";

/** What was wanted, and when it was done. */
export interface Done extends Wanted {
  readonly at: Instant;
}

const name = ({ verb, jobId }: Pick<Wanted, "verb" | "jobId">) => `${verb} of job ${jobId}`;

/** What rules wanted and what was done, each with the other: lost, done twice, done and not wanted, or left to a person. */
export function judged({ twin, events, tasks }: County): { readonly wrong: string[]; readonly done: Done[] } {
  const ours = twin.effects.filter(({ user }) => user === twin.bot.username);
  const byName = Map.groupBy(ours, ({ verb, jobId }) => `${verb} of job ${jobId}`);
  const wanted = new Set(events.wanted.map(name));
  const lost = events.wanted.filter((one) => !byName.has(name(one)));
  const twice = [...byName.values()].flatMap(([first, ...more]) => (first && more.length > 0 ? [first] : []));
  const extra = [...byName.keys()].filter((one) => !wanted.has(one));
  const attention = [...tasks.all.values()].filter(({ state }) => state === "attention");
  const some = (list: readonly string[], what: string) =>
    list.length > 0 ? [`${list.length} ${what}, e.g. ${list[0]}`] : [];
  return {
    wrong: [
      ...some(lost.map(name), `of ${events.wanted.length} were lost`),
      ...some(
        twice.map(({ verb, jobId }) => `${verb} of job ${jobId}`),
        "happened twice",
      ),
      ...some(extra, "happened that nobody wanted"),
      ...some(
        attention.map(({ id, reason }) => `${id}: ${reason}`),
        "wait for a person",
      ),
      ...some([...tasks.open], "are open still"),
    ],
    done: events.wanted.flatMap((one) => {
      const at = byName.get(name(one))?.[0]?.at;
      return at === undefined ? [] : [{ ...one, at }];
    }),
  };
}

/** A percentile of some numbers; 0 of none. */
export function percentile(numbers: readonly number[], part: number): number {
  const sorted = numbers.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}
