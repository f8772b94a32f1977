import { joinKey } from "../../core/key.ts";
import type { Instant } from "../../core/time.ts";
import { groupName } from "../../rules/group.ts";
import { newTally, type Tally } from "./tally.ts";

/** What is counted, in all, and by what it is about. */
export interface Books {
  readonly total: Tally;
  readonly projects: Map<number, Tally>;
  readonly rules: Map<string, Tally>;
  readonly classes: Map<string, ClassTally>;
  readonly jobs: Map<string, JobTally>;
  /** By the day's number since 1970, UTC. */
  readonly days: Map<number, Tally>;
}

type ClassTally = Tally & { readonly name: string; readonly reason?: string };
type JobTally = Tally & { readonly project: number; readonly name: string };

/** What one thing that is counted is about. */
export interface Place {
  readonly project: number;
  readonly at: Instant | undefined;
  readonly jobName?: string | undefined;
  readonly failureClass?: { readonly name: string; readonly reason?: string };
  readonly rules?: Iterable<string>;
}

export function newBooks(): Books {
  return {
    total: newTally(),
    projects: new Map(),
    rules: new Map(),
    classes: new Map(),
    jobs: new Map(),
    days: new Map(),
  };
}

export const dayMillis = 86_400_000;
/** Of each kind so many are told apart: names come from whoever may push. */
const mostApart = 20_000;
/** What stands for all names that are too many to be told apart. */
const others = "(others)";

/** Where a thing is counted: in all, and by each of what is known of it. */
export function talliesAt(books: Books, { project, at, jobName, failureClass, rules = [] }: Place): Tally[] {
  return [
    books.total,
    tallyOf(books.projects, project, newTally),
    ...(at === undefined ? [] : [tallyOf(books.days, Math.floor(at / dayMillis), newTally)]),
    ...(jobName === undefined ? [] : [jobTally(books, project, groupName(jobName))]),
    ...(failureClass ? [classTally(books, failureClass)] : []),
    ...[...rules].map((rule) => tallyOf(books.rules, rule, newTally)),
  ];
}

function jobTally({ jobs }: Books, project: number, wanted: string): Tally {
  const name = jobs.size < mostApart || jobs.has(joinKey(project, wanted)) ? wanted : others;
  return tallyOf(jobs, joinKey(project, name), () => ({ ...newTally(), project, name }));
}

function classTally({ classes }: Books, { name, reason }: { readonly name: string; readonly reason?: string }): Tally {
  const key = joinKey(name, reason ?? "");
  return tallyOf(classes, key, () => ({ ...newTally(), name, ...(reason !== undefined && { reason }) }));
}

function tallyOf<K, T extends Tally>(map: Map<K, T>, key: K, make: () => T): T {
  const known = map.get(key);
  if (known) return known;
  const made = make();
  map.set(key, made);
  return made;
}
