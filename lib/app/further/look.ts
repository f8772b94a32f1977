import type { Facts } from "../../core/event.ts";
import type { GitLabReads } from "../../core/gitlab.ts";
import type { Ask, Looked, LookedName } from "../../core/looked.ts";
import { lookAtCauser, lookAtGroup } from "./causer.ts";
import { lookAtDeployment } from "./deployment.ts";
import { unlessHidden } from "./hidden.ts";
import { lookAtExitCode, lookAtLog } from "./log.ts";
import { lookAtPipeline } from "./pipeline.ts";
import { lookAtProtection } from "./protection.ts";
import { lookAtRank } from "./rank.ts";
import { lookAtLatest, lookAtNewest, lookAtSuperseded } from "./refs.ts";
import { lookAtAttempt, lookAtSiblings } from "./runs.ts";
import { lookAtEnvironment, lookAtWhen } from "./settings.ts";

/** How one fact is learnt; no field where GitLab does not tell it. */
type Look = (facts: Facts, reads: GitLabReads) => Promise<Looked>;

const looks: Readonly<Record<LookedName, Look>> = {
  environment: lookAtEnvironment,
  when: lookAtWhen,
  pipeline: lookAtPipeline,
  isProtected: lookAtProtection,
  by: lookAtCauser,
  deployment: lookAtDeployment,
  isNewest: lookAtNewest,
  isLatest: lookAtLatest,
  isSuperseded: lookAtSuperseded,
  attempt: lookAtAttempt,
  siblings: lookAtSiblings,
  rank: lookAtRank,
  exitCode: lookAtExitCode,
};

/**
 * The facts with one thing more that a rule asked for, as far as GitLab tells it; what cannot be learnt, or must not be
 * seen, stays unknown.
 *
 * @throws GitLabError when GitLab cannot be asked
 */
export async function lookFurther(facts: Facts, ask: Ask, reads: GitLabReads): Promise<Facts> {
  const look = lookFor(ask);
  const found = await unlessHidden(() => look(facts, reads));
  return found ? { ...facts, looked: { ...facts.looked, ...found } } : facts;
}

function lookFor(ask: Ask): Look {
  if ("fact" in ask) return looks[ask.fact];
  if ("group" in ask) return (facts, reads) => lookAtGroup(facts, reads, ask.group);
  return (facts, reads) => lookAtLog(facts, reads, ask.log);
}
