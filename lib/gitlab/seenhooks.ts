import { GitLabError } from "../core/errors.ts";
import type { HookOwner, SeenHook, SentAgain, Hooks as Tended } from "../core/hooks.ts";
import type { GitLabReads } from "../core/ports.ts";
import type { Webhook } from "./answers/webhook.ts";
import { hookHealth } from "./hookhealth.ts";
import type { Hooks } from "./hooks.ts";
import { known } from "./known.ts";
import type { Lacking } from "./lacking.ts";
import type { Resent } from "./resend.ts";

/** Webhooks as the patrol looks after them: what cannot be seen is a value with words. */
export function createSeenHooks(hooks: Hooks, reads: Pick<GitLabReads, "projectsPage">): Tended {
  return {
    projectsPage: (cursor) => reads.projectsPage(cursor),

    hooksPage: async (owner, cursor) => {
      const page = await shown(owner, () => hooks.page(owner, cursor));
      return "hidden" in page ? page : { ...page, items: page.items.map(toSeen) };
    },

    attemptsPage: async ({ owner, hookId }, { only, cursor } = {}) => {
      return await shown(owner, () => hooks.eventsPage({ owner, hookId }, known({ status: only, cursor })));
    },

    resend: async (owner, hookId, attemptId) => toSentAgain(await hooks.resend(owner, hookId, attemptId)),
  };
}

function toSeen(hook: Webhook): SeenHook {
  const { id, address } = hook;
  return { ...known({ id, address }), ...hookHealth(hook) };
}

async function shown<T extends object>(
  owner: HookOwner,
  look: () => Promise<T | Lacking | undefined>,
): Promise<T | { hidden: string }> {
  try {
    const seen = await look();
    if (seen === undefined) return { hidden: hiddenFrom(owner) };
    return "lacking" in seen ? { hidden: seen.lacking } : seen;
  } catch (error) {
    if (error instanceof GitLabError && error.code === "forbidden") return { hidden: hiddenFrom(owner) };
    throw error;
  }
}

function hiddenFrom(owner: HookOwner): string {
  return typeof owner === "number"
    ? "the token may not see this project's hooks: make its user a Maintainer there"
    : `the token may not see the hooks of the group ${owner.group}: make its user an Owner there`;
}

/**
 * GitLab answers 422 as well when the receiver could not be reached, and when the hook was paused just now.
 * Source: gitlabhq lib/api/hooks/resend_hook.rb, app/services/web_hooks/events/resend_service.rb (read 2026-11).
 */
function toSentAgain(resent: Resent): SentAgain {
  if (resent.kind === "accepted") return toAnswered(resent);
  const words = withoutAddress(resent.message);
  if (resent.kind === "notSent") return { kind: "later", words };
  if (resent.kind === "unknown") return { kind: "failed", words };
  const { status } = resent;
  if (status === 429 || /hook disabled/i.test(words)) return { kind: "later", words };
  if (status === 404 && !words.includes("this GitLab has no ")) return { kind: "gone" };
  if (status === 422 && !/url has changed|silent mode|not authorized/i.test(words)) return { kind: "failed", words };
  return { kind: "never", words };
}

/** GitLab may quote where the hook leads, with all that its address holds; where that ends nobody can tell. */
function withoutAddress(words: string): string {
  return words.replace(/\S*:\/\/.*$/s, "(an address)");
}

function toAnswered({ isDelivered, responseStatus }: Extract<Resent, { kind: "accepted" }>): SentAgain {
  // GitLab is content with a redirect, but nobody took the event
  if (isDelivered && responseStatus !== undefined && responseStatus < 300) return { kind: "delivered" };
  return { kind: "failed", words: `the receiver answered ${responseStatus ?? "nothing"}` };
}
