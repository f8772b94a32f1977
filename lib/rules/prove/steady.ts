import type { Conditions } from "../conditions.ts";

/** A word of conditions. */
export type Word = keyof Conditions;

/** What is written of a job in the pipeline's own file, so that every run of it has it. */
export const ofDefinition = [
  "name",
  "group",
  "stage",
  "allowFailure",
  "when",
  "environment",
  "environmentTier",
  "runnerTags",
  "bridge",
] as const satisfies readonly Word[];

/** What a pipeline is begun with, and keeps. */
export const ofPipeline = [
  "ref",
  "tag",
  "protected",
  "fork",
  "pipelineSource",
  "mergeRequest",
] as const satisfies readonly Word[];

/**
 * What is left of conditions that held, once only some words of them are sure to hold still. Whatever met them before
 * meets what is left; `undefined`: nothing is left.
 */
export function steadyPart(when: Conditions | undefined, words: readonly Word[]): Conditions | undefined {
  if (!when) return undefined;
  const { all = [], any, not, jobs: _, ...leaves } = when;
  const kept = Object.fromEntries(Object.entries(leaves).filter(([word]) => words.some((one) => one === word)));
  const every = all.flatMap((one) => steadyPart(one, words) ?? []);
  const some = any?.flatMap((one) => steadyPart(one, words) ?? []);
  const left: Conditions = {
    ...kept,
    ...(every.length > 0 && { all: every }),
    // Where one of several may have held by what has changed since, the others say nothing.
    ...(some && some.length === any?.length && { any: some }),
    ...(not && isSteady(not, words) && { not }),
  };
  return Object.keys(left).length === 0 ? undefined : left;
}

function isSteady(when: Conditions, words: readonly Word[]): boolean {
  return wordsIn(when).every((word) => words.includes(word));
}

/** Whether conditions ask for one of these anywhere. */
export function asksFor(when: Conditions | undefined, words: readonly Word[]): boolean {
  return when !== undefined && wordsIn(when).some((word) => words.includes(word));
}

/** Every word but the groups; what `jobs` asks of other jobs is not gone into. */
function wordsIn({ all = [], any = [], not, ...leaves }: Conditions): readonly Word[] {
  const inner = [...all, ...any, ...(not ? [not] : [])].flatMap(wordsIn);
  return [...(Object.keys(leaves) as Word[]), ...inner];
}

/** All of several conditions; `undefined` where there is none. */
export function together(parts: readonly (Conditions | undefined)[]): Conditions | undefined {
  const given = parts.filter((one) => one !== undefined);
  return given.length > 1 ? { all: given } : given[0];
}
