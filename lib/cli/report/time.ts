import type { Instant } from "../../core/time.ts";
import { Problem } from "../jobs/problem.ts";
import { momentOf, wantedMoment } from "../journal/moment.ts";

/** Between which moments, as a person names them; until now unless told. @throws Problem */
export function timeOf(
  { since: from, until: to }: { since: string; until?: string },
  now: Instant,
): { since: Instant; until: Instant } {
  const since = read("since", from, now);
  const until = to === undefined ? now : read("until", to, now);
  if (since >= until) throw new Problem("--since is not before --until: nothing can lie between them");
  return { since, until };
}

function read(name: string, text: string, now: Instant): Instant {
  const at = momentOf(text, now);
  if (at === undefined) throw new Problem(`--${name} takes ${wantedMoment}: ${JSON.stringify(text)} is none`);
  return at;
}
