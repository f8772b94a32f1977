import type { Person } from "../../core/gate.ts";

/** Whether a person may do something in GitLab now; if not, or if that cannot be learnt, why. */
export type Right = { readonly may: true } | { readonly may: false; readonly why: string };

/** A question about somebody's rights: yes, no, or what could not be learnt of GitLab, and what helps. */
export type Known = boolean | { readonly unknown: string };

/** Any one yes is enough; what is unknown might have been one. */
export function anyOf(answers: readonly Known[]): Known {
  return answers.includes(true) || (answers.find((one) => typeof one === "object") ?? false);
}

/** One no is enough; what is unknown might have been one. */
export function allOf(answers: readonly Known[]): Known {
  return !answers.includes(false) && (answers.find((one) => typeof one === "object") ?? true);
}

export function no(why: string): Right {
  return { may: false, why };
}

/** A yes that is no is told in these words, and what is unknown in its own. */
export function rightOf(known: Known, { person, why }: { readonly person: Person; readonly why: string }): Right {
  if (known === true) return { may: true };
  return no(known === false ? why : `it cannot be learnt whether @${person.username} may: ${known.unknown}`);
}
