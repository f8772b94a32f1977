import type { Facts } from "./event.ts";

const slot = /\{\{\s*([\w.]+)\s*\}\}/g;
const mostSlots = 20;

/** What may stand in braces, beside what a person gave with a command; anything else is an error when the rule is read. */
const slotValues: Readonly<Record<string, (facts: Facts) => string | null | undefined>> = {
  ref: ({ job, pipeline }) => job.ref ?? pipeline?.ref,
  sha: ({ job, pipeline }) => job.sha ?? pipeline?.sha,
  "pipeline.id": ({ job, pipeline }) => (job.pipelineId ?? pipeline?.id)?.toString(),
  "job.name": ({ job }) => job.name,
  "by.username": ({ job, looked, command }) => command?.by.username ?? looked?.by?.username ?? job.userName,
};

const given = /^command\.([A-Za-z_]\w{0,63})$/;
const known = [...Object.keys(slotValues), "command.NAME"].join(", ");

/** What is wrong with the slots of a text that stands in `where`; `undefined`: nothing. */
export function whyBadSlots(where: string, template: string): string | undefined {
  const words = [...template.matchAll(slot)].map(([, word = ""]) => word);
  const unknown = words.find((word) => !Object.hasOwn(slotValues, word) && !given.test(word));
  if (unknown !== undefined) return `{{ ${unknown} }} in ${where} is not known: it may use ${known}`;
  if (words.length > mostSlots) return `${where} has ${words.length} slots: at most ${mostSlots}`;
  if (/\{\{|\}\}/.test(withoutSlots(template))) return `${where} has a {{ or }} without its other half`;
  return undefined;
}

/** What is the rule's own in a text. */
export function withoutSlots(template: string): string {
  return template.replaceAll(slot, "");
}

/**
 * The text with its slots filled, or why that cannot be done. Never says a value.
 *
 * @param mayStand whether such a value may stand there; default: any may
 */
export function fillSlots(
  template: string,
  facts: Facts,
  { where, mayStand = () => true }: { where: string; mayStand?: (value: string) => boolean },
): { readonly text: string } | { readonly refused: string } {
  let refused: string | undefined;
  const text = template.replaceAll(slot, (_, word: string) => {
    const found = slotValue(word, facts);
    if (typeof found !== "string") refused ??= `{{ ${word} }} in ${where} is not known for this job`;
    else if (!mayStand(found)) refused ??= `{{ ${word} }} in ${where} has characters that may not stand there`;
    return found ?? "";
  });
  return refused === undefined ? { text } : { refused };
}

function slotValue(word: string, facts: Facts): string | null | undefined {
  const [, name] = given.exec(word) ?? [];
  const values = facts.command?.values ?? {};
  if (name !== undefined) return Object.hasOwn(values, name) ? values[name] : undefined;
  return Object.hasOwn(slotValues, word) ? slotValues[word]?.(facts) : undefined;
}
