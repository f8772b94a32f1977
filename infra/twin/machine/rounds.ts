import type { Instant } from "../../../lib/core/time.ts";
import type { Vintage } from "../state/world.ts";

/** When GitLab looks after something by itself, in UTC. */
export interface Round {
  /** Missing: every hour. */
  readonly hour?: number;
  readonly minutes: readonly number[];
}

const minuteMillis = 60_000;
const hourMillis = 60 * minuteMillis;
const dayMillis = 24 * hourMillis;

/** The first moment of a round that is later than `after`. */
export function nextRound({ hour, minutes }: Round, after: Instant): Instant {
  const period = hour === undefined ? hourMillis : dayMillis;
  const first = Math.floor(after / period) * period + (hour ?? 0) * hourMillis;
  const starts = [first, first + period];
  const moments = starts.flatMap((start) => minutes.map((minute) => start + minute * minuteMillis));
  return moments.find((moment) => moment > after) ?? first + 2 * period;
}

interface Rounds {
  readonly pending: Round;
  readonly running: Round;
  readonly scheduled: Round;
  readonly canceling: Round;
  /** Of jobs that are over their own time. */
  readonly overdue: Round;
  readonly artifacts: Round;
}

const everySeventh = { minutes: [0, 7, 14, 21, 28, 35, 42, 49, 56] };
const hourly = (minute: number): Round => ({ minutes: [minute] });

/**
 * Sources: gitlabhq app/workers/stuck_ci_jobs_worker.rb of each time and config/initializers/1_settings.rb (read
 * 2026-11). How often it looks for overdue jobs is not written there; every ten minutes is a guess.
 */
const newest: Rounds = {
  pending: hourly(0),
  running: hourly(15),
  scheduled: hourly(30),
  canceling: hourly(45),
  overdue: { minutes: [0, 10, 20, 30, 40, 50] },
  artifacts: everySeventh,
};
const of2024: Rounds = { ...newest, running: hourly(20), scheduled: hourly(0), canceling: hourly(40) };
const older: Rounds = { ...of2024, running: hourly(0), artifacts: hourly(50) };

export const roundsOf: Readonly<Record<Vintage, Rounds>> = { 2016: older, 2020: older, 2024: of2024, 2026: newest };

/** Memberships whose day has come end then. */
export const membershipRound: Round = { hour: 0, minutes: [10] };
