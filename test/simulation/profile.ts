import type { RuleKind } from "./rulebooks.ts";

/** Weights of what may happen to one request that changes something at GitLab; what is left of 1 goes well. */
export interface CallFaults {
  /** No connection: nothing was sent. */
  readonly refused: number;
  /** It never arrives; the caller waits in vain. */
  readonly lostRequest: number;
  /** Done, but the answer never comes. */
  readonly lostReply: number;
  /** Nobody answers, and GitLab does it up to `lateSeconds` after it was sent. */
  readonly late: number;
  /** 500 before anything was done. */
  readonly errorBefore: number;
  /** 500 or 502 though it was done. */
  readonly errorAfter: number;
  /** 429, with or without Retry-After. */
  readonly throttled: number;
  /** 401: the token is not accepted for a moment. */
  readonly unauthorized: number;
  /** 403 though the job could be acted on: a right is lacking for a moment. */
  readonly forbidden: number;
  /** Done, but the answer shows the job as it was before. */
  readonly oldJob: number;
  /** Done, and answered 201 without a job. */
  readonly noJob: number;
  /** Done and answered, shortly before the caller's patience ends. */
  readonly slow: number;
}

/** Of one request that only looks; what is left of 1 goes well. */
export interface LookFaults {
  /** 5xx, no answer, or no connection. */
  readonly failed: number;
  readonly throttled: number;
  readonly slow: number;
  /** A replica answers that lags by up to `lagSeconds`. */
  readonly lagging: number;
}

/** Of one request to the tables; what is left of 1 goes well. */
export interface TableFaults {
  readonly throttled: number;
  /** A transaction of somebody else's is under way on the item. */
  readonly conflict: number;
  /** Written, but the answer was lost. */
  readonly ambiguousApplied: number;
  /** Not written, and nobody says so. */
  readonly ambiguousLost: number;
  readonly unavailable: number;
  /** The due index has not caught up. */
  readonly stale: number;
}

/** What one seed draws from; each rate is a chance from 0 to 1, each time in virtual seconds. */
export interface Profile {
  // the site
  /** Projects; the second one is not watched. */
  readonly projects: 1 | 2;
  /** Pipelines that begin in the active time. */
  readonly pipelines: number;
  /** Jobs in each, of names drawn from a small set. */
  readonly jobs: number;
  /** How long things begin to happen. */
  readonly activeSeconds: number;
  /** That a run of a job fails. */
  readonly failing: number;
  /** That a run never finds a runner, until somebody cancels it or GitLab drops it after an hour. */
  readonly stuck: number;
  /** That a run hangs for ten minutes. */
  readonly hanging: number;
  /** A finished job of the name `spawn` begins a new pipeline in the name of whoever ran it. */
  readonly selfTrigger: boolean;
  /** GitLab's own `retry:` of a job. */
  readonly gitlabRetries: 0 | 1 | 2;
  /** That a job ends slowly when it is canceled. */
  readonly slowCancel: number;
  /** That a newer pipeline, or a person, cancels a whole pipeline; that it is archived or deleted. */
  readonly pipelineEnds: number;

  // rules
  readonly rules: readonly RuleKind[];
  /** All rules only report. */
  readonly reportOnly: boolean;
  /** The rulebook is changed so often, and sometimes rolled back. */
  readonly rulebookChanges: number;
  /** The rules are read and compiled by the real reader, not from the pool that saves time. */
  readonly realReader: boolean;

  /** The shared rate budget; 0: there is none. Requests to GitLab a minute, at least 60. */
  readonly requestsPerMinute: number;
  /** `tick` seals the journal as well. */
  readonly seals: boolean;

  /** Every delivery is journalled, not only what a rule wanted. */
  readonly recordsAll: boolean;

  // people and admins
  /** Deeds of people at random moments. */
  readonly deeds: number;
  /** That a person does the same to the same job within a second or two of our call. */
  readonly meddling: number;
  readonly stops: number;
  readonly holds: number;
  readonly redrives: number;
  /** What people say at each gate, at most. */
  readonly words: number;
  /** People who lose the role that lets them speak there, most of them for a while. */
  readonly losses: number;

  // hooks
  readonly hooks: {
    readonly lost: number;
    readonly duplicated: number;
    /** A second hook, of the group, tells everything again. */
    readonly twins: boolean;
    readonly lateSeconds: number;
    /** Nothing is sent for so long, from a random moment on. */
    readonly offSeconds: number;
  };
  // the stream of the task table
  readonly stream: {
    readonly lost: number;
    readonly duplicated: number;
    readonly late: number;
    readonly lateSeconds: number;
  };
  /** `tick` does not come for so long, from a random moment on. */
  readonly tickOffSeconds: number;

  // processes
  readonly processes: {
    /** That a process ends at one request, before or after it. */
    readonly crash: number;
    /** That it freezes at one request, for up to `freezeSeconds`. */
    readonly freeze: number;
    readonly freezeSeconds: number;
    /** Lambda ends a process at its time, but up to so late. */
    readonly lateKillMillis: number;
    /** Nobody ends a process at its time: one machine, no Lambda. */
    readonly immortal: boolean;
    /** The most that two clocks differ. A2 allows 2. */
    readonly skewSeconds: number;
    /** All processes end at once, and new ones with new clocks take over. */
    readonly deploys: number;
  };

  readonly tables: TableFaults & {
    readonly slowMillis: number;
    /** How long a transaction is under way. */
    readonly transactionMillis: number;
    readonly downSeconds: number;
  };
  readonly calls: CallFaults & {
    /** A1: at most S = 180. */
    readonly lateSeconds: number;
    /** Two retries of one job that GitLab works on within so long of each other both pass its check. */
    readonly raceMillis: number;
  };
  readonly looks: LookFaults & {
    readonly lagSeconds: number;
    readonly downSeconds: number;
  };
}

export const noCallFaults: CallFaults = {
  refused: 0,
  lostRequest: 0,
  lostReply: 0,
  late: 0,
  errorBefore: 0,
  errorAfter: 0,
  throttled: 0,
  unauthorized: 0,
  forbidden: 0,
  oldJob: 0,
  noJob: 0,
  slow: 0,
};

export const noLookFaults: LookFaults = { failed: 0, throttled: 0, slow: 0, lagging: 0 };

export const noTableFaults: TableFaults = {
  throttled: 0,
  conflict: 0,
  ambiguousApplied: 0,
  ambiguousLost: 0,
  unavailable: 0,
  stale: 0,
};
