import { failureClassNames } from "./failureClasses/names.ts";
import type { Invariant } from "./invariant.ts";
import { lostClasses } from "./lostClasses.ts";
import type { Placing, Problem } from "./read.ts";
import type { Rule, Rulebook } from "./rulebook.ts";
import type { Fault } from "./validate.ts";
import { hint, shown } from "./wording.ts";

/** One file of a rulebook, as it was read. */
export interface Part {
  readonly file: string;
  readonly rulebook: Rulebook;
  readonly problemAt: Placing;
}

/** Several files as one rulebook, or what they say against each other, file by file and each in the order of its text. */
export function mergeParts(
  parts: readonly Part[],
): { readonly rulebook: Rulebook; readonly problemAt: Placing } | { readonly problems: readonly Problem[] } {
  const rulebook: Rulebook = {
    version: 1,
    ...together("calendars", parts),
    ...together("failureClasses", parts),
    ...invariantsOf(parts),
    rules: parts.flatMap((part) => part.rulebook.rules),
  };
  const calendars = Object.keys(rulebook.calendars ?? {});
  const classes = [...failureClassNames, ...Object.keys(rulebook.failureClasses ?? {})];
  const homes = new Map<string, string>();
  const problems = parts.flatMap((part) => {
    const { rules, invariants = [] } = part.rulebook;
    const faults = [
      ...repeats(part, homes),
      ...lostCalendars(rules, calendars),
      ...lostInvariantCalendars(invariants, calendars),
      ...lostClasses(rules, classes),
      ...lostClasses(invariants, classes, "invariants"),
    ];
    return faults.map(part.problemAt).toSorted((one, other) => one.line - other.line || one.column - other.column);
  });
  if (problems.length > 0) return { problems };
  const [first] = parts;
  return rulebook.rules.length > 0 || !first
    ? { rulebook, problemAt: placing(parts) }
    : { problems: [first.problemAt(noRule)] };
}

const noRule: Fault = { path: [], message: "no file has a rule: give those with `rules` too, they make one rulebook" };

function together<Key extends "calendars" | "failureClasses">(
  key: Key,
  parts: readonly Part[],
): Pick<Rulebook, Key> | Record<never, never> {
  const entries = parts.flatMap(({ rulebook }) => Object.entries(rulebook[key] ?? {}));
  return entries.length === 0 ? {} : { [key]: Object.fromEntries(entries) };
}

function invariantsOf(parts: readonly Part[]): Pick<Rulebook, "invariants"> {
  const invariants = parts.flatMap(({ rulebook }) => rulebook.invariants ?? []);
  return invariants.length === 0 ? {} : { invariants };
}

/** Where a fault of the whole rulebook is, in the file that it comes from. */
function placing(parts: readonly Part[]): Placing {
  return (fault) => {
    const [list, position] = fault.path;
    let at = Number(position);
    for (const { rulebook, problemAt } of parts) {
      const mine = (list === "invariants" ? rulebook.invariants : rulebook.rules) ?? [];
      if (at < mine.length) return problemAt({ ...fault, path: [String(list), at, ...fault.path.slice(2)] });
      at -= mine.length;
    }
    return (parts[0]?.problemAt ?? nowhere)(fault);
  };
}

function nowhere({ path, message }: Fault): Problem {
  return { file: "", line: 1, column: 1, path: path.join("."), message };
}

/**
 * What a part names that another one names already.
 *
 * @param homes where each name stands; those of this part are added
 */
function repeats({ file, rulebook }: Part, homes: Map<string, string>): Fault[] {
  const { calendars = {}, failureClasses = {}, invariants = [], rules } = rulebook;
  const names = [
    ...Object.keys(calendars).map((key) => ({ what: `the calendar ${key}`, path: ["calendars"], key })),
    ...Object.keys(failureClasses).map((key) => ({ what: `the failure class ${key}`, path: ["failureClasses"], key })),
    ...invariants.map(({ id }, at) => ({ what: `the invariant ${id}`, path: ["invariants", at, "id"] })),
    ...rules.map(({ id }, at) => ({ what: `the rule ${id}`, path: ["rules", at, "id"] })),
  ];
  return names.flatMap(({ what, ...place }) => {
    const home = homes.get(what);
    if (home === undefined) homes.set(what, file);
    return home === undefined
      ? []
      : [{ ...place, message: `${what} is in ${home} already: names are unique in a rulebook` }];
  });
}

/** Calendars may stand in another file than the rules that need them, so they are looked for when all are there. */
function lostCalendars(rules: readonly Rule[], known: readonly string[]): Fault[] {
  return rules.flatMap(({ require }, at) =>
    lostCalendar(require?.calendar, ["rules", at, "require", "calendar"], known),
  );
}

function lostInvariantCalendars(invariants: readonly Invariant[], known: readonly string[]): Fault[] {
  return invariants.flatMap(({ unless }, at) =>
    lostCalendar(unless?.calendar, ["invariants", at, "unless", "calendar"], known),
  );
}

function lostCalendar(name: string | undefined, path: Fault["path"], known: readonly string[]): Fault[] {
  if (name === undefined || known.includes(name)) return [];
  const others = known.length === 0 ? ": the rulebook has none" : `; known are ${known.join(", ")}`;
  return [{ path, message: `no calendar ${shown(name)}${hint(name, known) || others}` }];
}
