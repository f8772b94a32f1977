import { type Amount, sumOf } from "../../core/tally/amount.ts";
import type { ProjectTally } from "../../core/tally/projectTally.ts";

/** What came, and what the room that is taken grew by. */
export interface Growth {
  /** What jobs of the last day, 7 and 30 days left that is still there. */
  readonly arrived: { readonly day: Amount; readonly week: Amount; readonly month: Amount };
  /** Bytes that are more each day, what went taken off; below 0 it shrinks. `null`: no project was counted. */
  readonly bytesPerDay: number | null;
  /** By two counts of the last 30 days at least a day apart: of how many projects it is known so. Of the others what came counts as if nothing went. */
  readonly byCounts: number;
  readonly projects: number;
}

const mostDays = 30;

/** What came to one project within some time. */
export function arrivedIn({ ages: { day, week, month } }: Pick<ProjectTally, "ages">): Growth["arrived"] {
  return { day, week: sumOf([day, week]), month: sumOf([day, week, month]) };
}

/** Bytes that a project has more each day. */
export function perDay(tally: Pick<ProjectTally, "ages" | "history">): { bytes: number; isByCounts: boolean } {
  const last = tally.history.at(-1);
  const first = tally.history.find(([day]) => last !== undefined && day >= last[0] - mostDays);
  if (first && last && last[0] > first[0])
    return { bytes: Math.round((last[1] - first[1]) / (last[0] - first[0])), isByCounts: true };
  return { bytes: Math.round(arrivedIn(tally).month.bytes / mostDays), isByCounts: false };
}

/** When some room is full, at what it grows by. */
export interface Quota {
  readonly bytes: number;
  readonly usedPercent: number;
  /** 0: it is; `null`: it does not grow, or nothing is known. */
  readonly daysLeft: number | null;
}

export function quotaOf(bytes: number, usedBytes: number, bytesPerDay: number | null): Quota {
  const usedPercent = Math.round((1000 * usedBytes) / bytes) / 10;
  if (usedBytes >= bytes) return { bytes, usedPercent, daysLeft: 0 };
  if (bytesPerDay === null || bytesPerDay <= 0) return { bytes, usedPercent, daysLeft: null };
  return { bytes, usedPercent, daysLeft: Math.floor((bytes - usedBytes) / bytesPerDay) };
}

/** What all projects took on each day on which one was counted: those not counted on it as they were before. */
export interface History {
  add(history: ProjectTally["history"]): void;
  days(): readonly { readonly day: string; readonly bytes: number; readonly projects: number }[];
}

const dayMillis = 86_400_000;

export function createHistory(): History {
  const changes = new Map<number, { bytes: bigint; projects: number }>();
  return {
    add(history) {
      let before = 0n;
      for (const [at, [day, bytes]] of history.entries()) {
        const change = changes.get(day) ?? { bytes: 0n, projects: 0 };
        changes.set(day, {
          bytes: change.bytes + BigInt(bytes) - before,
          projects: change.projects + (at === 0 ? 1 : 0),
        });
        before = BigInt(bytes);
      }
    },
    days() {
      let [bytes, projects] = [0n, 0];
      return [...changes]
        .toSorted(([one], [other]) => one - other)
        .map(([day, change]) => {
          bytes += change.bytes;
          projects += change.projects;
          return { day: new Date(day * dayMillis).toISOString().slice(0, 10), bytes: exact(bytes), projects };
        });
    },
  };
}

/** As sums of sizes are told: no more than JavaScript holds exactly. */
function exact(bytes: bigint): number {
  return Math.min(Number(bytes), Number.MAX_SAFE_INTEGER);
}
