import { type Answer, text } from "../api/answer.ts";
import type { Incoming } from "../api/call.ts";
import type { Break, Instead } from "./fault.ts";
import { elsewhere } from "./hosts.ts";
import { errorAnswer, htmlAnswer, redirectAnswer } from "./pages.ts";

/** Nobody answers. */
export type Silence = "drop" | "reset" | "hang";

/** Whether the work is done, although the answer does not tell it. */
export function isDoneFirst(fault: Break | Instead): boolean {
  if (fault.kind === "500after" || fault.kind === "dropAfter") return true;
  return "when" in fault && fault.when === "after";
}

export function silence({ kind }: Break): Silence {
  return kind === "dropBefore" || kind === "dropAfter" ? "drop" : kind;
}

/** The answer that stands in the way of the real one. */
export function insteadOf(fault: Instead, { origin, target }: Incoming, now: number): Answer {
  switch (fault.kind) {
    case "500before":
    case "500after":
      return errorAnswer(500);
    case "error":
      return errorAnswer(fault.status, fault.by);
    case "429":
      return throttled(fault.retryAfterSeconds ?? 60, now);
    case "html":
      return htmlAnswer(fault, origin);
    case "redirect":
      return redirectAnswer(fault.status ?? 302, fault.to ?? elsewhere(`${origin}${target}`));
    case "blocked":
      return text(403, "Forbidden\n");
    case "answer":
      return { status: fault.status, headers: fault.headers ?? {}, body: fault.body ?? "" };
    default:
      return fault satisfies never;
  }
}

/** Source: docs.gitlab.com/administration/settings/user_and_ip_rate_limits, response headers (read 2026-11). */
function throttled(retryAfterSeconds: number, now: number): Answer {
  const resetAt = now + retryAfterSeconds * 1000;
  return text(429, "Retry later\n", {
    "RateLimit-Name": "throttle_authenticated_api",
    "RateLimit-Limit": "2000",
    "RateLimit-Observed": "2001",
    "RateLimit-Remaining": "0",
    "RateLimit-Reset": String(Math.ceil(resetAt / 1000)),
    "RateLimit-ResetTime": new Date(resetAt).toUTCString(),
    "Retry-After": String(retryAfterSeconds),
  });
}
