import type { Command } from "../../core/command.ts";
import type { GitLabReads } from "../../core/gitlab.ts";
import type { Want } from "../../core/task.ts";
import type { Instant } from "../../core/time.ts";
import { contentOf } from "../judge.ts";
import type { Live } from "../live.ts";
import { askRule, isEnforcing } from "../said.ts";
import { type Deed, mayDo } from "./mayDo.ts";

/**
 * Before a person's word lets anybody act, GitLab is asked whether that person may do it himself now: nobody may more by the
 * bot than without it. Only words that a rule would act on now are asked about.
 *
 * @throws GitLabError when GitLab cannot be asked
 */
export async function barDeputies(live: Live, reads: GitLabReads, now: Instant): Promise<Live> {
  const barred = new Map<Command, string>();
  for (const want of live.held.wants) {
    const { given } = want;
    const deed = given && deedOf(want, live, now);
    if (!given || !deed) continue;
    const right = await mayDo(given.by, deed, live.facts, reads);
    if (!right.may) barred.set(given, right.why);
  }
  return barred.size === 0 ? live : { ...live, barred };
}

/** What would be done for whoever said so; nothing where no rule would act on it now. */
function deedOf(want: Want, live: Live, now: Instant): Deed | undefined {
  const said = askRule(want, live, now);
  if ("gone" in said || said.verdict.answer !== "yes" || said.ripeAt > now || !isEnforcing(said, live))
    return undefined;
  const { rule, action, facts } = said;
  if (action.sendsNothing) return undefined;
  const found = contentOf(rule, action, facts);
  const sends = "content" in found && Object.keys(found.content.variables ?? {}).length > 0;
  return { verb: action.name, givesVariables: sends && Object.keys(want.given?.values ?? {}).length > 0 };
}
