/** Kinds of work that share a token's rate budget, the most urgent first. */
export const lanes = ["keep", "play", "retry", "patrol", "sweep", "admin"] as const;
export type Lane = (typeof lanes)[number];

/** What a lane has of the budget whatever the others do. Together: all of it. */
export const shares: Readonly<Record<Lane, number>> = {
  keep: 0.3,
  play: 0.2,
  retry: 0.2,
  patrol: 0.15,
  sweep: 0.1,
  admin: 0.05,
};

/** What a lane leaves of the spare to those before it, as a part of all that the spare can hold. */
export const leaves: Readonly<Record<Lane, number>> = {
  keep: 0,
  play: 0,
  retry: 0.1,
  patrol: 0.2,
  sweep: 0.4,
  admin: 0.4,
};

/** The most requests that one run of a lane asks for. */
export const mostAtOnce: Readonly<Record<Lane, number>> = {
  keep: 4,
  play: 6,
  retry: 7,
  patrol: 1,
  sweep: 6,
  admin: 1,
};

/** Bounds and default of a token's requests a minute; GitLab.com allows one user 2,000 (read 2026-11). */
export const leastPerMinute = 60;
export const mostPerMinute = 1_000_000;
export const usualPerMinute = 600;

/**
 * How long a process may use what it leased, and believe what it knows: with the time that the table takes, everybody obeys
 * GitLab's word within 2 s.
 */
export const leaseMillis = 1_800;

/** Clocks differ by less than this; what is further ahead is an error of somebody's. */
export const skewMillis = 10_000;

/** A rate as it can be: 60 to 1,000,000, and the usual one for what is no number. */
export function sanePerMinute(perMinute: number): number {
  const sane = Number.isFinite(perMinute) ? perMinute : usualPerMinute;
  return Math.min(mostPerMinute, Math.max(leastPerMinute, sane));
}

interface Sizes {
  /** Requests that come into the budget each second. */
  readonly perSecond: number;
  /** What a process leases at a time: 10, and in large budgets a second's worth. */
  readonly batch: number;
  /** What the spare can hold. */
  readonly room: number;
  /** What each lane can hold: one run, and in large budgets its share of two seconds. */
  readonly caps: Readonly<Record<Lane, number>>;
}

/** A value for each lane. */
export function perLane(value: (lane: Lane) => number): Record<Lane, number> {
  const all: Record<Lane, number> = { ...shares };
  for (const lane of lanes) all[lane] = value(lane);
  return all;
}

/**
 * Sizes a budget so that all that it holds when it is full, and all that comes into it within a minute and the time of a
 * lease, is no more than `perMinute` and one batch.
 */
export function sizesOf(perMinute: number): Sizes {
  const most = sanePerMinute(perMinute);
  const batch = Math.max(10, Math.floor(most / 60));
  const room = batch * 1.5;
  const caps = perLane((lane) => Math.max(mostAtOnce[lane], (shares[lane] * most) / 30));
  const held = lanes.reduce((all, lane) => all + caps[lane], room);
  return { perSecond: (most + batch - held) / (60 + leaseMillis / 1000), batch, room, caps };
}
