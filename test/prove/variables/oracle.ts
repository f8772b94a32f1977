import type { Facts } from "../../../lib/core/event.ts";
import type { Declared } from "./draw.ts";
import { steers } from "./names.ts";
import type { Carried } from "./recorder.ts";
import { isRisky } from "./values.ts";

// What may reach GitLab, judged by what a rule declares and nothing of the product's own code.

/** What is wrong with what one request carried. */
export function whyWrong({ variables, inputs }: Carried, declared: Declared, facts: Facts): string[] {
  const names = variables.map(({ key }) => key);
  return [
    ...(new Set(names).size < names.length ? ["a name was sent twice"] : []),
    ...variables.flatMap((one) => wrongVariable(one, declared, facts)),
    ...Object.entries(inputs).flatMap(([name, value]) => wrongInput(name, value, { declared, facts })),
  ];
}

function wrongVariable({ key, value }: { key: string; value: string }, declared: Declared, facts: Facts): string[] {
  const isSet = Object.hasOwn(declared.variables, key);
  const isGiven = Object.hasOwn(declared.allow, key) && facts.command?.values[key] === value;
  const allowed = Object.hasOwn(declared.allow, key) ? declared.allow[key] : undefined;
  return [
    ...(isSet || isGiven ? [] : [`${JSON.stringify(key)} is not declared`]),
    ...(steers(key) ? [`${JSON.stringify(key)} steers something`] : []),
    ...(isPlainName(key) ? [] : [`${JSON.stringify(key)} is no name`]),
    ...(isRisky(value) ? [`the value of ${key} is expanded or breaks a line`] : []),
    ...(isSet && !isFilled(declared.variables[key] ?? "", value, facts)
      ? [`the value of ${key} is another than the rule's`]
      : []),
    ...(!isSet && allowed && !allowed.is(value) ? [`the value of ${key} is not allowed`] : []),
  ];
}

function wrongInput(
  name: string,
  value: unknown,
  { declared, facts }: { readonly declared: Declared; readonly facts: Facts },
): string[] {
  const wanted = Object.hasOwn(declared.inputs, name) ? declared.inputs[name] : undefined;
  const sent = [value].flat();
  const templates = [wanted].flat();
  const isSame = templates.every((template, at) =>
    typeof template === "string" ? isFilled(template, String(sent[at]), facts) : template === sent[at],
  );
  return [
    ...(wanted === undefined ? [`the input ${JSON.stringify(name)} is not declared`] : []),
    ...(isPlainName(name) ? [] : [`the input ${JSON.stringify(name)} is no name`]),
    ...(sent.some((one) => typeof one === "string" && isRisky(one))
      ? [`the input ${name} is expanded or breaks a line`]
      : []),
    ...(isSame && sent.length === templates.length ? [] : [`the input ${name} is another than the rule's`]),
  ];
}

const nameSigns = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";

function isPlainName(name: string): boolean {
  return (
    name.length > 0 && name.length <= 64 && !/^\d/.test(name) && [...name].every((sign) => nameSigns.includes(sign))
  );
}

/** Whether a value is a template with its slots filled from the job, each with nothing but signs that no shell minds. */
function isFilled(template: string, value: string, { job, command }: Facts): boolean {
  const known: Readonly<Record<string, string | null | undefined>> = {
    ref: job.ref,
    sha: job.sha,
    "job.name": job.name,
    "pipeline.id": String(job.pipelineId),
    "by.username": command?.by.username ?? job.userName,
    "command.REGION": command?.values.REGION,
    "command.VERSION": command?.values.VERSION,
  };
  let isPlain = true;
  const filled = template.replace(/\{\{ ([\w.]+) \}\}/g, (_, word: string) => {
    const text = known[word] ?? "\0";
    if (/[^A-Za-z0-9._/@:+=-]/.test(text)) isPlain = false;
    return text;
  });
  return isPlain && filled === value;
}
