import { jobText } from "../actions/action.ts";
import type { Outcome } from "../core/outcome.ts";
import { ruleId } from "../core/transitions.ts";
import type { Live } from "./live.ts";

/** What became of an earlier call whose outcome is open: how the run ends, or that the call was not done. */
export function settle({ held, sight, facts, active }: Live): { readonly ends?: Outcome; readonly notDone: boolean } {
  if (!held.unsure) return { notDone: false };
  const job = jobText(facts.job);
  if (sight.earlier === "ours")
    return { ends: { kind: "done", reason: `${job}: our earlier call was done after all` }, notDone: false };
  if (sight.earlier === "others")
    return { ends: sight.stop ?? { kind: "skipped", reason: `somebody else did it to ${job}` }, notDone: false };
  const careful = active.rules.find(
    ({ rule }) => rule.onUnknown === "attention" && held.wants.some((want) => ruleId(want) === rule.id),
  );
  if (!careful) return { notDone: true };
  const reason = `it could not be learnt whether our call reached ${job}, which is ${facts.job.status} still, and ${careful.name} asks for a person then. Do it by hand, or redrive the task.`;
  return { ends: { kind: "attention", reason }, notDone: true };
}
