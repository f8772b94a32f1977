import { type Answer, json, text } from "./answer.ts";

/**
 * What goes wrong with a request: the answer is a 500 before or after the work, the connection breaks before or after
 * the work, no answer ever comes and nothing is done, GitLab throttles, or a proxy answers with its own page.
 */
type FaultKind = "500before" | "500after" | "dropBefore" | "dropAfter" | "hang" | "429" | "html";

export interface Fault {
  /** Default: any. */
  readonly method?: string;
  /** Tried on the path with its query; default: any. */
  readonly path?: RegExp;
  readonly kind: FaultKind;
  /** How many requests it hits. Default: 1. */
  readonly count?: number;
  /** With `429`. Default: 60. */
  readonly retryAfterSeconds?: number;
}

export interface Faults {
  add(fault: Fault): void;
  /** The fault that hits this request, if any; it is used up by one. */
  take(method: string, target: string): Fault | undefined;
}

export function makeFaults(): Faults {
  const list: { readonly fault: Fault; left: number }[] = [];
  return {
    add: (fault) => {
      list.push({ fault, left: fault.count ?? 1 });
    },
    take(method, target) {
      const hit = list.find(({ fault, left }) => left > 0 && fits(fault, method, target));
      if (hit) hit.left--;
      return hit?.fault;
    },
  };
}

/** `search` ignores a regular expression's memory of where it was. */
function fits({ method: wanted, path }: Fault, method: string, target: string): boolean {
  return (wanted === undefined || wanted === method) && (path === undefined || target.search(path) >= 0);
}

/** The answer that stands in the way of the real one. */
export function faultyAnswer({ kind, retryAfterSeconds = 60 }: Fault, now: number): Answer | undefined {
  if (kind === "500before" || kind === "500after") return json(500, { message: "500 Internal Server Error" });
  if (kind === "429") return throttled(retryAfterSeconds, now);
  if (kind !== "html") return undefined;
  const page = "<html><head><title>502 Bad Gateway</title></head><body>GitLab is not responding</body></html>";
  return { status: 502, headers: { "Content-Type": "text/html" }, body: page };
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
