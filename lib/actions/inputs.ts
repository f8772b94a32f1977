import * as z from "zod";
import { whyBadName } from "../core/denied.ts";
import type { Facts } from "../core/event.ts";
import type { Inputs } from "../core/inputs.ts";
import type { Job } from "../core/job.ts";
import type { Outcome } from "../core/outcome.ts";
import type { Reply } from "../core/ports.ts";
import { jobText } from "./action.ts";
import { checkEach, filledValue, secretFault, ValueTemplate, whyBadTemplate } from "./variables.ts";

const mostMembers = 100;
const longestInput = 4_096;

const Scalar = z.union([ValueTemplate, z.number(), z.boolean()], { error: ({ input }) => inputFault(input) });
const Input = z.union(
  [Scalar, z.array(Scalar).max(mostMembers, { error: `expected at most ${mostMembers} members` })],
  {
    error: ({ input }) => inputFault(input),
  },
);

function inputFault(input: unknown): string {
  return secretFault(input) ?? "expected text, a number, true, false, or a list of these";
}

/**
 * Inputs as a rule gives them to a job that declares them, at most 20.
 * Source: docs.gitlab.com/ci/inputs and /api/jobs, `job_inputs` (GitLab 18.10; read 2026-11).
 */
export const InputTemplates = z.record(z.string(), Input).superRefine((templates, context) => {
  checkEach(templates, context, {
    what: "inputs",
    why: (name) => whyBadName(name, "input") ?? whyBad(name, templates[name]),
  });
});
export type InputTemplates = z.infer<typeof InputTemplates>;

function whyBad(name: string, input: unknown): string | undefined {
  if (JSON.stringify(input)?.length > longestInput)
    return `the value of ${name} is longer than ${longestInput} characters`;
  const texts = (Array.isArray(input) ? input : [input]).filter((one) => typeof one === "string");
  return texts.map((text) => whyBadTemplate(name, text)).find((why) => why !== undefined);
}

/** The inputs by name, in order, with their slots filled, or why they cannot be sent. Never says a value. */
export function inputsOf(
  templates: InputTemplates,
  facts: Facts,
): { readonly inputs: Inputs } | { readonly refused: string } {
  const inputs: Record<string, Inputs[string]> = {};
  for (const name of Object.keys(templates).toSorted()) {
    const bad = whyBadName(name, "input");
    if (bad !== undefined) return { refused: bad };
    const template = templates[name];
    const filled = (Array.isArray(template) ? template : [template]).map((one) =>
      typeof one === "string" ? filledValue(name, one, facts) : { value: one },
    );
    const values: (string | number | boolean)[] = [];
    for (const one of filled) {
      if ("refused" in one) return one;
      if (one.value !== undefined) values.push(one.value);
    }
    const [only] = values;
    if (Array.isArray(template)) inputs[name] = values;
    else if (only !== undefined) inputs[name] = only;
  }
  return { inputs };
}

/** What a rejection of inputs means; `undefined`: it is none. */
export function inputAdvice({ status, message }: Reply & { kind: "rejected" }, job: Job): Outcome | undefined {
  if (status !== 400 || !/\binputs?\b/i.test(message)) return undefined;
  const advice = "Declare it under `inputs` of the job in .gitlab-ci.yml (GitLab 18.10), or take it out of the rule.";
  return { kind: "refused", reason: `GitLab does not take the inputs for ${jobText(job)}: ${message}. ${advice}` };
}
