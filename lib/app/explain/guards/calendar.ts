import { GitLabError } from "../../../core/errors.ts";
import { instantText } from "../../../core/time.ts";
import { waitForCalendars } from "../../calendars.ts";
import { type Aside, asideOf } from "../../gates/aside.ts";
import type { Guard } from "../explanation.ts";
import type { AskGuard, Guarded } from "./guarded.ts";
import { gateSeen } from "./seenGate.ts";

/** Whether the calendar that the rule requires is open now, or set aside for this one gate. */
export const askCalendar: AskGuard = async (guarded) => {
  const { wishing, site } = guarded;
  const name = wishing.rule.rule.require?.calendar;
  if (name === undefined) return undefined;
  const closed = waitForCalendars([wishing.rule], site.active, site.now);
  if (!closed) return { guard: "calendar", stops: false, text: `the calendar ${name} is open` };
  const reason = "reason" in closed ? closed.reason : name;
  const shut: Guard = { guard: "calendar", stops: true, text: reason, ...("at" in closed && { until: closed.at }) };
  const aside = await asideFor(guarded);
  if (!aside) return shut;
  if ("why" in aside) return { ...shut, text: `${reason}; ${aside.why}` };
  const until = instantText(aside.until);
  return { guard: "calendar", stops: false, text: `${reason}; people have set it aside for this job until ${until}` };
};

/** What people said of it; whether they may is asked of GitLab, and where it does not tell they have said nothing. */
async function asideFor({ wishing, prospect, question, site }: Guarded): Promise<Aside | undefined> {
  const gate = gateSeen(prospect);
  if (!gate?.override || !site.gitlab) return undefined;
  const ground = { rules: [wishing.rule], facts: question.facts, reads: site.gitlab.reads };
  try {
    return await asideOf(gate, ground, site.now);
  } catch (error) {
    if (!(error instanceof GitLabError)) throw error;
    return { why: `whether people may set it aside could not be asked: ${error.message}` };
  }
}
