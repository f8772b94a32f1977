import { Problem } from "../jobs/problem.ts";
import { safe } from "../render.ts";
import type { OutageAnswer } from "./answers.ts";

/**
 * The id of the outage that a person names: whole, or its first parts where they are those of one outage alone, of an open one
 * where there is any. What names none is left as it is: the API says so, and what may be meant.
 *
 * @throws Problem where several fit
 */
export function namedOutage(named: string, outages: readonly OutageAnswer[]): string {
  if (outages.some(({ id }) => id === named)) return named;
  const all = outages.filter(({ id }) => id.startsWith(`${named}/`));
  const open = all.filter(({ closedAt }) => closedAt === undefined);
  const fitting = open.length > 0 ? open : all;
  const [only, other] = fitting;
  if (!other) return only?.id ?? named;
  const ids = fitting.map(({ id }) => safe(id)).join(", ");
  throw new Problem(`${JSON.stringify(safe(named))} is the beginning of several: ${ids}. Write one of them whole`);
}
