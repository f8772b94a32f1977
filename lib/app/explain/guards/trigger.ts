import { ruleId } from "../../../core/transitions.ts";
import { kindOf } from "../../../rules/trigger.ts";
import { causesOf } from "../words.ts";
import type { AskGuard } from "./guarded.ts";

/** Whether what told of the job causes the rule; one that only a schedule or a person causes waits for that. */
export const askTrigger: AskGuard = ({ wishing, prospect, question, said }) => {
  const { rule } = wishing.rule;
  const isTold = prospect.stored?.wants.some((want) => ruleId(want) === rule.id) === true;
  if ("gone" in said && /waits for a command$|knows no command /.test(said.gone))
    return {
      guard: "trigger",
      stops: true,
      text: `it waits for a person to say so: ${causesOf(rule).join(", ")}`,
    };
  if (isTold || rule.on.map(kindOf).some((kind) => question.kinds.includes(kind))) return undefined;
  const causes = causesOf(rule).join(", ");
  const isScheduled = rule.on.some((on) => kindOf(on) === "schedule");
  const text = isScheduled
    ? `only its schedule causes it (${causes}): the next sweep through the project asks it`
    : `it is not caused by ${question.kinds.join(" or ")} events but by ${causes}`;
  return { guard: "trigger", stops: true, text };
};
