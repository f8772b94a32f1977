import type { SeenHeads } from "../../core/doctorLooks.ts";
import { GitLabError } from "../../core/errors.ts";
import type { Clock } from "../../core/time.ts";
import type { Http } from "../http/http.ts";
import { known } from "../known.ts";
import type { Headers } from "../signature.ts";
import { untoldOf } from "./told.ts";

/** An `Http` that notes what every answer's head tells beside its answer. */
export interface Overheard {
  readonly http: Http;
  heads(): SeenHeads;
}

/**
 * Counts requests, compares clocks, and after a 429 to a look sends no other request: each throws that 429 again.
 */
export function overhear(inner: Http, clock: Clock): Overheard {
  let requests = 0;
  let ahead: number | undefined;
  let mostPerMinute: number | undefined;
  let refusal: GitLabError | undefined;

  function note(headers: Headers, asked: number): void {
    const now = aheadSeconds(headers.date, { asked, answered: clock() });
    if (now !== undefined && (ahead === undefined || Math.abs(now) < Math.abs(ahead))) ahead = now;
    const limit = Number(headers["ratelimit-limit"]);
    if (limit > 0) mostPerMinute = Math.min(mostPerMinute ?? limit, limit);
  }

  const http: Http = {
    ...inner,
    async send(call) {
      if (refusal) throw refusal;
      requests++;
      const asked = clock();
      try {
        const answer = await inner.send(call);
        note(answer.headers, asked);
        return answer;
      } catch (error) {
        if (error instanceof GitLabError && error.code === "throttled" && call.method === "GET") refusal = error;
        throw error;
      }
    },
  };
  return {
    http,
    heads: () => ({
      requests,
      ...known({ clockAheadSeconds: ahead, mostPerMinute, stopped: refusal && untoldOf(refusal) }),
    }),
  };
}

/**
 * How far the clock is ahead that wrote a `Date`, which has whole seconds only. What the way of question and answer may
 * explain is no difference.
 */
function aheadSeconds(
  date: string | undefined,
  { asked, answered }: { readonly asked: number; readonly answered: number },
): number | undefined {
  const from = Date.parse(date ?? "");
  if (Number.isNaN(from)) return undefined;
  if (from > answered) return (from - answered) / 1000;
  return from + 1000 < asked ? (from + 1000 - asked) / 1000 : 0;
}
