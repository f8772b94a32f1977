import { calm } from "../calm.ts";
import { noCallFaults, noLookFaults, noTableFaults, type Profile } from "../profile.ts";

// Worlds that provoke one kind of danger each. What they leave out is drawn by the seed.

type Part = Partial<Profile>;

/** Nothing that the seed draws, but what is wanted. */
export const quiet: Part = { ...calm, activeSeconds: 90, jobs: 3 };

/** GitLab carries requests out late, loses them, or loses its answers. */
export const lateCalls: Part = {
  ...quiet,
  calls: { ...noCallFaults, lostReply: 0.2, lostRequest: 0.2, late: 0.4, lateSeconds: 170, raceMillis: 300 },
  stream: { lost: 0, duplicated: 0.5, late: 0, lateSeconds: 0 },
  hooks: { lost: 0, duplicated: 0.5, twins: true, lateSeconds: 30, offSeconds: 0 },
};

/** Processes crash or freeze at any request. */
export const frail: Part = {
  ...quiet,
  processes: {
    crash: 0.04,
    freeze: 0.04,
    freezeSeconds: 300,
    lateKillMillis: 700,
    immortal: true,
    skewSeconds: 2,
    deploys: 0,
  },
  calls: { ...noCallFaults, lostReply: 0.1, late: 0.1, lateSeconds: 150, raceMillis: 300 },
  stream: { lost: 0.1, duplicated: 0.5, late: 0, lateSeconds: 0 },
};

/** Writes meet, are refused, or nobody knows. */
export const badTables: Part = {
  ...quiet,
  tables: {
    ...noTableFaults,
    throttled: 0.05,
    conflict: 0.1,
    ambiguousApplied: 0.15,
    ambiguousLost: 0.15,
    slowMillis: 50,
    transactionMillis: 50,
    downSeconds: 0,
  },
  stream: { lost: 0, duplicated: 0.5, late: 0, lateSeconds: 0 },
};

/** Hooks come twice, late and in any order. */
export const manyHooks: Part = {
  ...quiet,
  hooks: { lost: 0, duplicated: 0.9, twins: true, lateSeconds: 60, offSeconds: 0 },
  looks: { ...noLookFaults, lagging: 0.7, lagSeconds: 10, downSeconds: 0 },
  pipelines: 4,
  tables: { ...noTableFaults, slowMillis: 2_000, transactionMillis: 200, downSeconds: 0 },
  calls: { ...noCallFaults, slow: 0.5, lateSeconds: 40, raceMillis: 0 },
};

/** Restarts of jobs that no runner takes. */
export const restarts: Part = { ...frail, rules: ["restart"], stuck: 0.7, failing: 0.2 };

/** Deletes, and people who hold what is deleted. */
export const deletes: Part = {
  ...lateCalls,
  rules: ["sweep"],
  holds: 6,
  activeSeconds: 900,
  failing: 0.1,
};

/** Two workers have the same task at the same time: records come twice, and the tables are slow. */
export const crowded: Part = {
  ...quiet,
  stream: { lost: 0, duplicated: 0.9, late: 0, lateSeconds: 0 },
  tables: { ...noTableFaults, slowMillis: 2_000, transactionMillis: 20, downSeconds: 0 },
};

/** A caller dies, and GitLab carries its request out after that. */
export const deadCallers: Part = {
  ...quiet,
  processes: {
    crash: 0.03,
    freeze: 0,
    freezeSeconds: 0,
    lateKillMillis: 0,
    immortal: true,
    skewSeconds: 0,
    deploys: 0,
  },
  calls: { ...noCallFaults, late: 0.9, lateSeconds: 170, raceMillis: 300 },
  stream: { lost: 0, duplicated: 0.5, late: 0, lateSeconds: 0 },
  pipelines: 6,
  activeSeconds: 200,
};

/** Processes freeze between any two requests, for up to five minutes, and nothing ends them. */
export const frozen: Part = {
  ...quiet,
  processes: {
    crash: 0,
    freeze: 0.12,
    freezeSeconds: 300,
    lateKillMillis: 0,
    immortal: true,
    skewSeconds: 2,
    deploys: 0,
  },
  calls: { ...noCallFaults, late: 0.2, lateSeconds: 170, raceMillis: 300 },
  stream: { lost: 0, duplicated: 0.5, late: 0, lateSeconds: 0 },
  pipelines: 3,
};
