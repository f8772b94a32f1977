import type { Instant } from "../../../lib/core/time.ts";
import type { Project } from "../state/graph.ts";
import type { HookEvent, Wishes } from "./kinds.ts";

/** What a person fills in on the page of a project's or a group's webhooks. */
export interface NewHook extends Wishes {
  /** A name and a password in it are sent as Basic authentication. */
  readonly url: string;
  /** `whsec_` and base64: GitLab signs with it. */
  readonly signingToken?: string;
  /** Sent as it is in `X-Gitlab-Token`. */
  readonly token?: string;
  /** A body of one's own, with places such as `{{build_status}}`; for GitLabs from 17 on. */
  readonly template?: string;
  /** Headers of one's own, which override none of GitLab's; for GitLabs from 17 on, at most 20. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Kinds of which the twin sends none, by the API's names: `push_events`. */
  readonly otherEvents?: readonly string[];
  /** Whether GitLab checks the certificate of whoever it sends to; default: yes. The twin itself always does. */
  readonly checksTls?: boolean;
}

export interface Hook extends NewHook {
  readonly id: number;
  /** `null`: a group's. */
  readonly project: Project | null;
  /** It hears of every project below; `null`: a project's. */
  readonly groupPath: string | null;
  readonly createdAt: Instant;
  /** Failures since it last worked. */
  recentFailures: number;
  /** It gets no events before. */
  disabledUntil: Instant | null;
}

/** What an event tells of, as it was when it happened. */
export interface About {
  readonly jobId?: number;
  readonly pipelineId?: number;
  readonly status?: string;
}

/** One event for one hook, waiting to be sent. */
export interface Queued {
  readonly hook: Hook;
  readonly event: HookEvent;
  readonly about: About;
  /** Made once, when somebody first asks: where GitLab builds it late that is when the event is first sent. */
  readonly payload: () => object;
  readonly eventUuid: string;
  /** Whether `eventUuid` came with the request that caused the event. */
  readonly isChained: boolean;
  /** Stays the same if the same event is sent again. */
  readonly idempotencyKey: string;
}

/** What is sent, or why there is nothing to send. */
export interface Letter extends Pick<Queued, "hook" | "event" | "eventUuid" | "idempotencyKey"> {
  readonly body: string;
  readonly error?: string;
}

/** One attempt, and how the other side answered. */
export interface Delivery {
  readonly id: number;
  readonly at: Instant;
  readonly hookId: number;
  readonly event: HookEvent;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Missing when there was no answer; `error` says why. */
  readonly status?: number;
  readonly answer?: string;
  readonly error?: string;
}

export type LossReason = "silent mode" | "disabled" | "rate limit" | "recursion" | "lost on the way";

/** An event that was never sent, which GitLab tells nobody. */
export interface Loss {
  readonly at: Instant;
  readonly hookId: number;
  readonly event: HookEvent;
  readonly about: About;
  readonly why: LossReason;
}

/** Which hooks were sent under an `X-Gitlab-Event-UUID`, and which of those the request of this moment carries. */
export interface Chains {
  current: string | null;
  readonly fired: Map<string, { readonly hookIds: Set<number>; until: Instant }>;
}
