import type { Diagnosis, Remedy } from "../../../core/diagnosis.ts";
import { ill } from "./diagnose.ts";
import { type Around, type HookWard, mayEdit, outcome } from "./hookWard.ts";

const named = { job: "Job events", pipeline: "Pipeline events", deployment: "Deployment events" };

/** GitLab's words on the hook's page. */
function eventNames(words: readonly string[]): string {
  return words
    .map((word) => (Object.hasOwn(named, word) ? named[word as keyof typeof named] : `${word} events`))
    .join(", ");
}

/** Which events a hook tells, beside those that rules wait for. */
export function eventsOf(ward: HookWard, around: Around): readonly Diagnosis[] {
  const { hook, about } = ward;
  const { needs, uses, isKnown } = around.wishes;
  // a word that GitLab does not show, it does not have
  const deafTo = [...needs].filter((word) => hook.wishes[word] === false);
  const isDeafToAll = !isKnown && hook.wishes.job === false && hook.wishes.pipeline === false;
  const wanted = isDeafToAll ? ["job", "pipeline"] : deafTo;
  const idle = Object.keys(hook.wishes).filter((word) => hook.wishes[word] && !uses.has(word));
  return [
    ...(wanted.length > 0
      ? [
          ill("hookDeaf", {
            about,
            says: `It does not tell ${eventNames(wanted)}, which rules wait for.`,
            cure: `Tick ${eventNames(wanted)} of ${about}.`,
            remedy: switching(ward, around, wanted, true),
          }),
        ]
      : []),
    ...(idle.length > 0
      ? [
          ill("hookTalks", {
            about,
            says: `It tells ${eventNames(idle)}, which no rule waits for.`,
            cure: `Untick ${eventNames(idle)} of ${about}.`,
            remedy: switching(ward, around, idle, false),
          }),
        ]
      : []),
  ];
}

function switching(ward: HookWard, { standing }: Around, words: readonly string[], on: boolean): Remedy | undefined {
  const { hook, owner, about } = ward;
  const { address } = hook;
  if (!mayEdit(ward) || address === undefined) return undefined;
  const wishes = Object.fromEntries(words.map((word) => [word, on]));
  return {
    does: `switch ${eventNames(words)} of ${about} ${on ? "on" : "off"}`,
    apply: () =>
      outcome(
        `${about}: ${eventNames(words)} switched ${on ? "on" : "off"}`,
        standing.looks.editHook(owner, hook.id, { address, wishes }),
      ),
  };
}
