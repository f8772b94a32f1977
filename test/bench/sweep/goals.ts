import type { Figure } from "../figure.ts";
import { ours } from "./rivals/strategies.ts";
import { leastSeconds, type Walked } from "./rivals/walk.ts";
import { idealSeconds, type Part } from "./run.ts";

/** A part, and how many jobs its world has. */
export type Told = Part & { readonly jobs: number };

/** Who could delete a hundred at a time: what belongs to one sweep. */
export const together = "by the hundred";
const most = { ratio: 1.02, refused: 0, callsPer10000: 450 };

/**
 * G8: the slowest inventory or deletes in which nobody was killed, beside its ideal; what GitLab refused; and the calls for
 * 10,000 jobs, of the costliest inventory, and of a sweep that marks and deletes by the hundred.
 */
export function goalsOf(parts: readonly Told[], rivals: readonly Walked[] = []): readonly Figure[] {
  const figures: Figure[] = [];
  const calm = parts.filter(({ kills, title }) => kills === 0 && /^(inventory|deletes)$/.test(title));
  const ratios = calm.filter((part) => idealSeconds(part) > 0).map((part) => part.seconds / idealSeconds(part));
  const others = rivals.filter(({ name, gaveUp }) => name !== ours.name && gaveUp === undefined);
  if (ratios.length > 0)
    figures.push({
      goal: "G8",
      what: "a sweep's makespan beside what GitLab's limits and ours allow; others: beside GitLab's",
      unit: "x",
      ours: Math.max(...ratios),
      spread: [Math.min(...ratios), Math.max(...ratios)],
      limit: { name: "all limits", value: 1 },
      ...best(others, ({ seconds, pages }) => seconds / leastSeconds(pages)),
      most: most.ratio,
      unmet: `The stream brings a sweep's first tasks 0.2 s late: ${most.ratio}x needs one of 10 s or more.`,
    });
  if (parts.length > 0)
    figures.push({
      goal: "G8",
      what: "requests of all sweeps that GitLab refused; others: of 10,000",
      unit: "calls",
      ours: parts.reduce((all, { refused }) => all + refused, 0),
      limit: { name: "none", value: 0 },
      ...best(others, ({ refused, requests }) => Math.round((refused / requests) * 10_000)),
      most: most.refused,
      unmet: "A 429 was met although the budget is below GitLab's limits: look which request it was.",
    });
  if (calm.length > 0)
    figures.push(callsFigure("calls for 10,000 jobs that are counted", Math.max(...calm.map(callsPer10000))));
  const sweep = parts.filter(({ title }) => title.includes(together));
  if (sweep.length > 0)
    figures.push(
      callsFigure(
        "calls for 10,000 jobs that are marked, and deleted by the hundred",
        sweep.reduce((all, part) => all + callsPer10000(part), 0),
      ),
    );
  return figures;
}

function callsPer10000({ requests, jobs }: Told): number {
  return Math.round((requests * 10_000) / jobs);
}

function callsFigure(what: string, calls: number): Figure {
  const unmet =
    "Batches were not full: a limit by the hour, or few projects, makes more of them, with four requests each.";
  return {
    goal: "G8",
    what,
    unit: "calls",
    ours: calls,
    limit: { name: "pages alone", value: 100 },
    most: most.callsPer10000,
    unmet,
  };
}

function best(rivals: readonly Walked[], reached: (walked: Walked) => number): Pick<Figure, "peer"> {
  const [first] = rivals.toSorted((one, other) => reached(one) - reached(other));
  return first ? { peer: { name: first.name, value: reached(first) } } : {};
}
