import type { Want } from "../../core/task.ts";
import type { Instant } from "../../core/time.ts";
import { ruleId } from "../../core/wants.ts";
import { actsIn } from "../../rules/mode.ts";
import type { Live } from "../live.ts";
import { armedFor } from "./armed.ts";
import { isGate } from "./needs.ts";

/** What tells of a job that can be played by itself; a look at an armed job may come before its hook. */
const kinds = ["job", "pipeline"] as const;

/**
 * What was armed, with the rules that want the same play of themselves and require people or a calendar: the one who armed it
 * may be faster than the hook that tells them of the job, and what they require holds all the same.
 */
export function withUnheard(live: Live, now: Instant): Live {
  const { held, facts, active, gate } = live;
  if (held.verb !== "play" || !armedFor(held, gate, now)) return live;
  const unheard = active
    .candidates(facts, kinds)
    .filter((one) => one.rule.do.action === "play" && isGate([one]) && actsIn(one.rule, facts.project))
    .filter(({ rule }) => !held.wants.some((want) => ruleId(want) === rule.id));
  if (unheard.length === 0) return live;
  const wants = unheard.map(
    ({ name, rule }): Want => ({
      rule: name,
      action: rule.do.action,
      params: rule.do.params,
      event: `look ${held.rev}`,
      since: facts.job.since ?? now,
    }),
  );
  return { ...live, held: { ...held, wants: [...held.wants, ...wants] } };
}
