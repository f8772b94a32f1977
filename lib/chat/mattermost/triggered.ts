import type { KeyObject } from "node:crypto";
import type { Instant } from "../../core/time.ts";
import { readTrigger, type Trigger } from "./trigger.ts";

/** As old as a request may be, and as far as two clocks may be apart. */
const mostMillis = 300_000;

/**
 * The trigger of a request, if it is that person's and of now. Every Mattermost since 5.6 sends one; a request without is
 * refused, since nothing else in it says when it was sent: one that was sent again after its delivery is forgotten (24 h)
 * could not be told from a new one.
 */
export function freshTrigger(
  { text, user, now }: { readonly text: string; readonly user: string; readonly now: Instant },
  keys: readonly KeyObject[],
): Trigger | { readonly why: string } {
  const trigger = readTrigger(text, keys);
  if (!trigger) return { why: keys.length > 0 ? "the trigger is not of the server" : "there is no trigger" };
  if (trigger.user !== user) return { why: "the trigger is somebody else's" };
  if (Math.abs(now - trigger.at) > mostMillis) return { why: "the trigger is not of the last five minutes" };
  return trigger;
}

/** What the chat calls a person, cut as a name may be. */
export function shownName(text: string): string {
  return text.slice(0, 80).toWellFormed();
}
