import type { Kind } from "./rulebooks.ts";

/** What a gate waits for, said a second time and plainly. */
export interface GateNeeds {
  readonly approvals?: {
    readonly count: number;
    /** Only maintainers count; otherwise whoever may play the job. */
    readonly ofMaintainers?: true;
    /** The pipeline's owner counts too. */
    readonly ownersCount?: true;
    /** An approval counts so long. */
    readonly withinSeconds?: number;
  };
  /** The one calendar must be open: see `closedSeconds`. */
  readonly calendar?: true;
  readonly expiresSeconds: number;
}

const verb = "play" as const;
const gate = { verb, statuses: ["manual"], name: "deploy" } as const;
const [minute, week] = [60, 7 * 86_400];

function body(require: string): string {
  return `on: pipeline, when: { status: manual }, require: { ${require} }, do: { play: { job: "deploy*" } }`;
}

/** Rules that play what people, or a calendar, let through. */
export const gatedKinds = {
  playApproved: {
    body: body("approvals: { count: 1 }, expires: 20m"),
    ...gate,
    only: "pipeline",
    gate: { approvals: { count: 1 }, expiresSeconds: 20 * minute },
  },
  playTwo: {
    body: body("approvals: { count: 2, from: { role: maintainer } }"),
    ...gate,
    only: "pipeline",
    gate: { approvals: { count: 2, ofMaintainers: true }, expiresSeconds: week },
  },
  playWithin: {
    body: body("approvals: { count: 2, within: 40s }, expires: 20m"),
    ...gate,
    only: "pipeline",
    gate: { approvals: { count: 2, withinSeconds: 40 }, expiresSeconds: 20 * minute },
  },
  /** Whoever began it counts too. */
  playOwn: {
    body: body("approvals: { count: 2, notAuthor: false }, expires: 20m"),
    ...gate,
    only: "pipeline",
    gate: { approvals: { count: 2, ownersCount: true }, expiresSeconds: 20 * minute },
  },
  playBrief: {
    body: body("approvals: { count: 1 }, expires: 90s"),
    ...gate,
    only: "pipeline",
    gate: { approvals: { count: 1 }, expiresSeconds: 90 },
  },
  playWindow: {
    body: body("calendar: office, override: { from: { role: maintainer } }, expires: 30m"),
    ...gate,
    only: "pipeline",
    gate: { calendar: true, expiresSeconds: 30 * minute },
  },
  playBoth: {
    body: body("approvals: { count: 1 }, calendar: office, expires: 30m"),
    ...gate,
    only: "pipeline",
    gate: { approvals: { count: 1 }, calendar: true, expiresSeconds: 30 * minute },
  },
} as const satisfies Record<string, Kind>;

/** When the calendar is closed, in seconds from the beginning of a schedule, which is 09:30. */
export const closedSeconds: readonly (readonly [from: number, to: number])[] = [
  [1 * minute, 3 * minute],
  [6 * minute, 18 * minute],
];

/** The calendar as people write it. */
export const office = `office:
    zone: UTC
    closed:
      - { from: 2026-11-20T09:31, to: 2026-11-20T09:33, why: a freeze }
      - { from: 2026-11-20T09:36, to: 2026-11-20T09:48, why: another one }`;
