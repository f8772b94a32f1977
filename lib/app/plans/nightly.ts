import { type Instant, instantText } from "../../core/time.ts";
import type { CompiledRule } from "../../rules/compile.ts";
import type { Worker } from "../worker.ts";
import { makePlan } from "./make.ts";
import { plansOf } from "./read.ts";
import { expired, write } from "./tend.ts";

const by = "schedule";

/**
 * What the schedule of a rule does that requires a plan: it makes one for people to approve, in the place of the one of an
 * earlier moment that nobody approved.
 *
 * @throws StoreError
 */
export async function planNightly(
  rule: CompiledRule,
  moment: Instant,
  { source, worker }: { source: string; worker: Worker },
) {
  const cause = `${rule.rule.id}@${instantText(moment)}`;
  const reason = `the schedule of ${rule.name}, ${instantText(moment)}`;
  const plan = await makePlan({ source, projects: "all", rules: [rule.name], by, reason, cause, at: moment }, worker);
  for (const older of await plansOf(worker.store, source, "open")) {
    const { value } = older;
    const isOfRule = value.by === by && value.rules.every((name) => name.startsWith(`${rule.rule.id}@`));
    if (!isOfRule || value.id === plan.id || value.state === "approved") continue;
    await write(expired(value, `plan ${plan.id} took its place`, worker.clock()), older, worker);
  }
  return true;
}
