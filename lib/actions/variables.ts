import * as z from "zod";
import { whyDeniedName, whyDeniedValue } from "../core/denied.ts";
import type { Facts } from "../core/event.ts";
import { fillSlots, whyBadSlots, withoutSlots } from "../core/slots.ts";

/** Values that come from a ref, a name or a person, which the rule's author does not control. */
const plainValue = /^[A-Za-z0-9._/@:+=-]*$/;
const mostVariables = 20;

/** What is wrong with a secret that stands where a value belongs; `undefined`: it is none. */
export function secretFault(input: unknown): string | undefined {
  if (typeof input !== "object" || input === null || !Object.hasOwn(input, "secret")) return undefined;
  return "no secret may stand here: GitLab shows variables and inputs to the project's members";
}

/** A text in a rule that becomes a value: without secrets, whatever they are named by. */
export const ValueTemplate = z.string({ error: ({ input }) => secretFault(input) });

/** Why a text cannot be the value of `name`. */
export function whyBadTemplate(name: string, template: string): string | undefined {
  return whyBadSlots(`the value of ${name}`, template) ?? whyDeniedValue(name, withoutSlots(template));
}

/** The value with its slots filled, or why it cannot be sent. Never says it. */
export function filledValue(
  name: string,
  template: string,
  facts: Facts,
): { readonly value: string } | { readonly refused: string } {
  const filled = fillSlots(template, facts, { where: name, mayStand: (value) => plainValue.test(value) });
  if ("refused" in filled) return filled;
  const refused = whyDeniedValue(name, filled.text);
  return refused === undefined ? { value: filled.text } : { refused };
}

/** Reports what is wrong with each of some names, and when there are too many of them. */
export function checkEach(
  fields: Readonly<Record<string, unknown>>,
  context: z.RefinementCtx,
  { what, why }: { what: string; why: (name: string) => string | undefined },
): void {
  const names = Object.keys(fields);
  if (names.length > mostVariables)
    context.addIssue({ code: "custom", message: `${names.length} ${what}: at most ${mostVariables}` });
  for (const name of names) {
    const message = why(name);
    if (message !== undefined) context.addIssue({ code: "custom", path: [name], message });
  }
}

/** Variables as a rule writes them: at most 20, checked when the rule is read. */
export const VariableTemplates = z.record(z.string(), ValueTemplate).superRefine((templates, context) => {
  const why = (name: string) => whyDeniedName(name) ?? whyBadTemplate(name, templates[name] ?? "");
  checkEach(templates, context, { what: "variables", why });
});
export type VariableTemplates = z.infer<typeof VariableTemplates>;

/** The variables by name, in order, with their slots filled, or why they cannot be sent. Never says a value. */
export function variablesOf(
  templates: VariableTemplates,
  facts: Facts,
): { readonly variables: Readonly<Record<string, string>> } | { readonly refused: string } {
  const variables: Record<string, string> = {};
  for (const name of Object.keys(templates).toSorted()) {
    const denied = whyDeniedName(name);
    const found = denied === undefined ? filledValue(name, templates[name] ?? "", facts) : { refused: denied };
    if ("refused" in found) return found;
    variables[name] = found.value;
  }
  return { variables };
}
