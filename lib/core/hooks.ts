import type { Page } from "./page.ts";
import type { Instant } from "./time.ts";

/** Where webhooks hang: a project by its number, or a group by its full path. */
export type HookOwner = number | { readonly group: string };

/** A webhook, as far as looking after it needs. */
export interface SeenHook {
  readonly id: number;
  /** Where it leads, without its query, user and fragment; missing: GitLab hides it. */
  readonly address?: string;
  /** What GitLab says: `paused` for a while after failures, `disabled` for good, `unknown` where it does not tell. */
  readonly state: "working" | "paused" | "disabled" | "unknown";
  /** What is so, and what to do; for people. */
  readonly words: string;
}

/** One attempt of GitLab to deliver an event. Later ones have higher ids. */
export interface Attempt {
  readonly id: number;
  /** E.g. `job_hooks`. */
  readonly trigger?: string;
  /** What the receiver answered; missing where it did not. */
  readonly responseStatus?: number;
  /** Missing: GitLab does not tell. */
  readonly isDelivered?: boolean;
  readonly createdAt?: Instant;
  /** The same for every attempt to deliver one event. */
  readonly idempotencyKey?: string;
}

/** How one request to deliver an event again ended. */
export type SentAgain =
  | { readonly kind: "delivered" }
  /** GitLab tried and was not answered well, or nobody knows whether it tried. */
  | { readonly kind: "failed"; readonly words: string }
  /** GitLab does not have the event any more. */
  | { readonly kind: "gone" }
  /** GitLab certainly did nothing, and wants to be asked later. */
  | { readonly kind: "later"; readonly words: string }
  /** GitLab sends nothing of this hook again. */
  | { readonly kind: "never"; readonly words: string };

/** What this GitLab, or this token, does not show: a sentence with its cure. */
interface Hidden {
  readonly hidden: string;
}

/**
 * Webhooks as one token sees them: Maintainer of a project, Owner of a group. Looks throw GitLabError when GitLab cannot be
 * asked.
 */
export interface Hooks {
  /** One page of the projects that the token is a member of, by rising id. */
  projectsPage(cursor?: string): Promise<Page<{ readonly id: number; readonly path: string }>>;
  /** 100 a page. */
  hooksPage(owner: HookOwner, cursor?: string): Promise<Page<SeenHook> | Hidden>;
  /** What was sent in the last days, the newest first, 20 a page; `only`: what was answered with 4xx, or with 5xx. */
  attemptsPage(
    hook: { readonly owner: HookOwner; readonly hookId: number },
    asked?: { readonly only?: "client_failure" | "server_failure"; readonly cursor?: string },
  ): Promise<Page<Attempt> | Hidden>;
  /** Asks once, and never throws. GitLab allows 5 a minute to one user in one project or group. */
  resend(owner: HookOwner, hookId: number, attemptId: number): Promise<SentAgain>;
}
