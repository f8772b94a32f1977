import * as z from "zod";
import { joinKey, type LedgerKey } from "./key.ts";
import type { Instant } from "./time.ts";

/**
 * Too many retries of one rule for one kind of failure: another run does not help now. What the rule would retry is parked
 * until a single one, the canary, has shown that it helps again.
 */
export interface Outage {
  /** Names it in addresses and commands; see `outageId`. */
  readonly id: string;
  /** The rule's id, without its version. */
  readonly rule: string;
  /** The kind of failure: a failure class where the rule asked for it, else GitLab's failure reason, or the job's status. */
  readonly failure: string;
  /** GitLab's number of the project; missing: all projects of the source. */
  readonly project?: number;
  /** The project's path when it opened. */
  readonly projectPath?: string;
  readonly openedAt: Instant;
  /** The id of the task that was one too many: two that open it in the same millisecond write different outages. */
  readonly openedBy?: string;
  /** How many retries opened it, and within how long. */
  readonly retries: number;
  readonly withinSeconds: number;
  /** How many tasks were parked so far. */
  readonly parked: number;
  /** How many canaries were sent so far. */
  readonly canaries: number;
  /** No canary is sent before. */
  readonly nextCanaryAt: Instant;
  /** The canary that is under way. */
  readonly canary?: {
    readonly task: string;
    /** The claim of the task that it was sent with: see `Task.rev`. */
    readonly rev: number;
    readonly project: number;
    readonly sentAt: Instant;
    /** The new job, once it is known. */
    readonly jobId?: number;
  };
  /** It is over since then, and what was parked comes due again; it is forgotten some time afterwards. */
  readonly closedAt?: Instant;
  /** What closed it, for people. */
  readonly closedBy?: string;
}

/** Where a source's outages stand in the ledger. */
export function outageScope(source: string): string {
  return `outage#${joinKey(source)}`;
}

/** One outage's key: the same rule, kind of failure and project have one at a time. */
export function outageId({ rule, failure, project }: Pick<Outage, "rule" | "failure" | "project">): string {
  return joinKey(rule, failure, project ?? "all");
}

export function outageKey(source: string, id: string): LedgerKey {
  return { scope: outageScope(source), key: id };
}

/** One of the counters of what an outage has parked; several, so that many workers may count at once. */
export function parkedKey(source: string, { id, openedAt }: Pick<Outage, "id" | "openedAt">, shard: number): LedgerKey {
  return { scope: outageScope(source), key: `${parkedPrefix({ id, openedAt })}${shard}` };
}

/** What the keys of those counters begin with. */
export function parkedPrefix({ id, openedAt }: Pick<Outage, "id" | "openedAt">): string {
  return `${id}/${openedAt}/`;
}

const OutageItem = z.lazy(() =>
  z.object({
    id: z.string(),
    rule: z.string(),
    failure: z.string(),
    project: z.int().exactOptional(),
    projectPath: z.string().exactOptional(),
    openedAt: z.number(),
    openedBy: z.string().exactOptional(),
    retries: z.int(),
    withinSeconds: z.number(),
    parked: z.int(),
    canaries: z.int(),
    nextCanaryAt: z.number(),
    canary: z
      .object({
        task: z.string(),
        rev: z.int(),
        project: z.int(),
        sentAt: z.number(),
        jobId: z.int().exactOptional(),
      })
      .exactOptional(),
    closedAt: z.number().exactOptional(),
    closedBy: z.string().exactOptional(),
  }),
);

/** The outage that a ledger item holds; `undefined` for a counter, and for what this version cannot read. */
export function readOutage(text: string): Outage | undefined {
  try {
    return OutageItem.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Written without the number of what is parked: that is counted apart. */
export function outageText(outage: Outage): string {
  return JSON.stringify({ ...outage, parked: 0 });
}

export function isOpenOutage(outage: Pick<Outage, "closedAt">): boolean {
  return outage.closedAt === undefined;
}

const minute = 60_000;
const mostPause = 60 * minute;

/** How long to wait for the next canary after so many that did not help: 5 minutes, doubling, at most an hour. */
export function canaryPauseMillis(canaries: number): number {
  return Math.min(mostPause, 5 * minute * 2 ** Math.min(canaries, 10));
}

/** So long after its end an outage is remembered: what was parked passes meanwhile. */
export const rememberClosedMillis = 2 * 60 * minute;
