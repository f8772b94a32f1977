import * as z from "zod";
import type { Facts } from "../core/event.ts";

/**
 * Names that nobody may give a played job, in chat or in rules: they steer GitLab, the runner, the shell, a tool chain or
 * a cloud client, and some were ways to run commands (gitlab-org/gitlab issues 417284 and 416482).
 */
const deniedNames: readonly RegExp[] = [
  /^CI$/,
  /^(CI|GITLAB|GIT|FF|RUNNER|DOCKER|HELM|LD|DYLD|BASH|NPM_CONFIG|YARN|PIP|GEM|BUNDLE|MAVEN|GRADLE|CARGO|AWS|AZURE|ARM|GOOGLE|GCP|CLOUDSDK|VAULT|TF_CLI|SSH|GPG|SSL_CERT|CURL|SECURE|SAST|DAST|KANIKO|ARTIFACT|CACHE|TRANSFER)_/,
  /^(KUBE|PYTHON|RUBY|PERL5|GO|RUST|LESS|TF_LOG)/,
  /^(PATH|HOME|SHELL|IFS|ENV|SHELLOPTS|BASHOPTS|PS[0-4]|PROMPT_COMMAND|NODE_OPTIONS|NODE_PATH|NODE_EXTRA_CA_CERTS|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|JDK_JAVA_OPTIONS|CLASSPATH|REQUESTS_CA_BUNDLE|ALL_PROXY|EDITOR|VISUAL|PAGER|TMPDIR|HISTFILE)$/,
  /_(TOKEN|SECRET|PASSWORD|KEY|PROXY|IMAGE)$/,
  /_IMAGE_/,
];

const nameShape = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;
const longestValue = 1024;
/** Values that come from a ref or a name, which anybody who may push controls. */
const plainValue = /^[A-Za-z0-9._/@:+=-]*$/;
const slot = /\{\{\s*([\w.]+)\s*\}\}/g;

/** The slots that a value may use; anything else is an error when the rule is read. */
const slotValues: Readonly<Record<string, (facts: Facts) => string | undefined>> = {
  ref: ({ job, pipeline }) => job.ref ?? pipeline?.ref,
  sha: ({ job, pipeline }) => job.sha ?? pipeline?.sha,
  "pipeline.id": ({ job, pipeline }) => (job.pipelineId ?? pipeline?.id)?.toString(),
  "job.name": ({ job }) => job.name,
};

function whyDeniedName(name: string): string | undefined {
  if (!nameShape.test(name)) return `${JSON.stringify(name)} is no variable name: letters, digits and _, at most 64`;
  if (deniedNames.some((denied) => denied.test(name.toUpperCase())))
    return `the variable ${name} may not be set by a rule: it steers GitLab, the runner or a tool`;
  return undefined;
}

function whyDeniedValue(name: string, value: string): string | undefined {
  if (value.length > longestValue) return `the value of ${name} is longer than ${longestValue} characters`;
  // GitLab and the runner expand $NAME and %NAME%, so that a value could carry a token out.
  if (/[$%]/.test(value)) return `the value of ${name} holds $ or %, which GitLab and the runner expand`;
  if (/\p{Cc}/u.test(value)) return `the value of ${name} holds a newline or another control character`;
  return undefined;
}

function whyBadTemplate(name: string, template: string): string | undefined {
  const unknown = [...template.matchAll(slot)]
    .map(([, word]) => word ?? "")
    .find((word) => !Object.hasOwn(slotValues, word));
  if (unknown !== undefined)
    return `{{ ${unknown} }} in ${name} is not known: a value may use ${Object.keys(slotValues).join(", ")}`;
  const plain = template.replaceAll(slot, "");
  if (/\{\{|\}\}/.test(plain)) return `the value of ${name} has a {{ or }} without its other half`;
  return whyDeniedValue(name, plain);
}

/** Variables as a rule writes them: at most 20, checked when the rule is read. */
export const VariableTemplates = z.record(z.string(), z.string()).superRefine((templates, context) => {
  const names = Object.keys(templates);
  if (names.length > 20) context.addIssue({ code: "custom", message: `${names.length} variables: at most 20` });
  for (const name of names) {
    const why = whyDeniedName(name) ?? whyBadTemplate(name, templates[name] ?? "");
    if (why) context.addIssue({ code: "custom", path: [name], message: why });
  }
});
export type VariableTemplates = z.infer<typeof VariableTemplates>;

/** The variables by name, in order, with their slots filled, or why they cannot be sent. Never says a value. */
export function variablesOf(
  templates: VariableTemplates,
  facts: Facts,
): { readonly variables: Readonly<Record<string, string>> } | { readonly refused: string } {
  const variables: Record<string, string> = {};
  for (const name of Object.keys(templates).toSorted()) {
    const template = templates[name] ?? "";
    let problem: string | undefined;
    const value = template.replaceAll(slot, (_, word: string) => {
      const found = Object.hasOwn(slotValues, word) ? slotValues[word]?.(facts) : undefined;
      if (found === undefined) problem ??= `{{ ${word} }} in ${name} is not known for this job`;
      else if (!plainValue.test(found))
        problem ??= `{{ ${word} }} in ${name} has characters that may not go into a variable`;
      return found ?? "";
    });
    problem ??= whyDeniedName(name) ?? whyDeniedValue(name, value);
    if (problem) return { refused: problem };
    variables[name] = value;
  }
  return { variables };
}
