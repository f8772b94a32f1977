import type { Armed } from "../../core/gate.ts";
import type { GitLabReads } from "../../core/gitlab.ts";
import type { Instant } from "../../core/time.ts";
import type { Live } from "../live.ts";
import { mayDo, type Right } from "../rights/mayDo.ts";
import { armedFor } from "./armed.ts";

/**
 * Who armed the job of a task, if that holds; and once it can be played, whether GitLab would let that person play it now.
 *
 * @throws GitLabError when GitLab cannot be asked
 */
export async function armingOf(
  { held, facts, gate }: Pick<Live, "held" | "facts" | "gate">,
  reads: GitLabReads,
  now: Instant,
): Promise<{ readonly armed?: Armed; readonly armer?: Right }> {
  const armed = armedFor(held, gate, now);
  if (!armed) return {};
  return facts.job.status === "manual" ? { armed, armer: await mayDo(armed, "play", facts, reads) } : { armed };
}
