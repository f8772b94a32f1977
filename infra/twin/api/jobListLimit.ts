import { countOne } from "../machine/throttle.ts";
import { refusal } from "./answer.ts";
import type { Handler } from "./call.ts";

/**
 * Counts a person's lists of jobs, before anything else is looked at. Older GitLabs do not say how long to wait.
 * Source: gitlabhq lib/api/ci/jobs.rb, lib/api/helpers/rate_limiter.rb and its history (read 2026-11).
 */
export function notTooOften(handle: Handler): Handler {
  return (call) => {
    const { world, person } = call;
    const refused = countOne(world, `lists of jobs by ${person.id}`, world.settings.limits.jobListsPerMinute);
    if (!refused) return handle(call);
    const { retryAfterSeconds: _, ...silent } = refused;
    return refusal(world.vintage < 2026 ? silent : refused);
  };
}
