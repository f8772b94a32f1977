import type { Project } from "../state/graph.ts";

/** What a person fills in on the project's webhook page. */
export interface NewHook {
  readonly url: string;
  /** `whsec_` and base64: GitLab signs with it. */
  readonly signingToken?: string;
  /** Sent as it is in `X-Gitlab-Token`. */
  readonly token?: string;
  /** Default: no. */
  readonly jobEvents?: boolean;
  /** Default: no. */
  readonly pipelineEvents?: boolean;
}

export interface Hook extends NewHook {
  readonly id: number;
  readonly project: Project;
}

/** One event for one hook, waiting to be sent. */
export interface Queued {
  readonly hook: Hook;
  readonly event: "Job Hook" | "Pipeline Hook";
  readonly body: string;
  readonly eventUuid: string;
  /** Stays the same if the same event is sent again. */
  readonly idempotencyKey: string;
}

/** One attempt, and how the other side answered. */
export interface Delivery {
  readonly hookId: number;
  readonly event: Queued["event"];
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Missing when there was no answer; `error` says why. */
  readonly status?: number;
  readonly answer?: string;
  readonly error?: string;
}
