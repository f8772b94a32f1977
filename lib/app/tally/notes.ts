import type { ProjectTally } from "../../core/tally/projectTally.ts";

/** What whoever reads a report must know of it. */
export function notesOf(tallies: readonly ProjectTally[]): string[] {
  const count = (of: (tally: ProjectTally) => number) => tallies.reduce((all, tally) => all + of(tally), 0);
  const where = (of: (tally: ProjectTally) => boolean) => count((tally) => (of(tally) ? 1 : 0));
  const notes: readonly (readonly [number, (number: number) => string])[] = [
    [
      count(({ untold }) => untold),
      (jobs) => `GitLab did not tell what ${jobs} of the jobs left: that is in no figure`,
    ],
    [
      count(({ clamped }) => clamped),
      (sizes) =>
        `${sizes} of the sizes that GitLab told were no whole numbers below 2^53: such a size counts as the next one that is`,
    ],
    [
      where(({ names }) => names.level > 0),
      (projects) =>
        `in ${projects} of the projects the jobs have too many names: those that are alike count as one (# stands for numbers)`,
    ],
    [
      where(({ isProtectionKnown }) => !isProtectionKnown),
      (projects) =>
        `in ${projects} of the projects it could not be learnt which branches are protected: they count as branches`,
    ],
    [
      where(({ rules }) => rules.some(({ isChanged }) => isChanged)),
      (projects) =>
        `in ${projects} of the projects rules were changed while they were counted: of those rules nothing is foretold there`,
    ],
    [
      Math.max(0, ...tallies.map(({ rulesLeftOut }) => rulesLeftOut)),
      (rules) =>
        `${rules} of the rules that delete were too many to be judged: only the first 20 for each project were`,
    ],
  ];
  return notes.flatMap(([number, text]) => (number > 0 ? [text(number)] : []));
}
