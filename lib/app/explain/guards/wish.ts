import { actsIn, modeText } from "../../../rules/mode.ts";
import { whyForbidden } from "../../forbidden.ts";
import { contentOf } from "../../judge.ts";
import type { Guard } from "../explanation.ts";
import type { Outlook } from "../outlook.ts";
import type { AskGuard } from "./guarded.ts";

/** Whether the rule's yes lets anybody act here. */
export const askMode: AskGuard = ({ wishing, said, question }) => {
  const { rule } = wishing.rule;
  const { project } = question.facts;
  const mode = `mode ${modeText(rule.mode)}`;
  if (rule.mode === "report") return { guard: "mode", stops: true, text: `${mode}: it only reports` };
  const where = project.path ?? `project ${project.id}`;
  if (!actsIn(rule, project))
    return { guard: "mode", stops: true, text: `${mode}: ${where} is not among them, so it only reports here` };
  if ("gone" in said || !said.isFirst) return { guard: "mode", stops: false, text: `${mode}: it acts` };
  const why = "no sweep of it had gone through the project when it found the job: a first cycle only reports";
  return { guard: "mode", stops: true, text: why };
};

/** Whether the call can be made up: variables that cannot be filled in are never sent. */
export const askContent: AskGuard = ({ wishing, said }) => {
  if ("gone" in said) return undefined;
  const found = contentOf(wishing.rule, said.action, said.facts);
  return "refused" in found ? { guard: "content", stops: true, text: found.refused } : undefined;
};

export const askInvariant: AskGuard = ({ said, site, question }) => {
  if ("gone" in said || site.active.invariants.length === 0) return undefined;
  const forbidden = whyForbidden([said], site.active, question.at);
  return forbidden === undefined
    ? { guard: "invariant", stops: false, text: "no invariant forbids it" }
    : { guard: "invariant", stops: true, text: forbidden };
};

/** Rules of one task stop each other: they want different things, or what one of them asks for holds for all. */
export function askOthers(outlook: Outlook): Guard | undefined {
  if (!("ends" in outlook) || outlook.ends.kind === "done") return undefined;
  const { ends } = outlook;
  return { guard: "others", stops: true, text: ends.reason, ...("at" in ends && { until: ends.at }) };
}
