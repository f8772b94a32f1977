import type { Statement } from "./policy.ts";

/** One thing that a function asks AWS for, as IAM sees it. */
export interface Call {
  readonly action: string;
  readonly resource: string;
  /** What is known of the request; a key that the request does not have is missing. */
  readonly context: Readonly<Record<string, readonly string[]>>;
}

/**
 * The statements that allow a call; none: it is denied, since nothing is allowed that no statement allows.
 * Source: docs.aws.amazon.com/IAM/latest/UserGuide "Policy evaluation logic" (read 2026-11).
 */
export function allowing(statements: readonly Statement[], call: Call): Statement[] {
  return statements.filter(
    ({ actions, resources, conditions }) =>
      // Actions are compared without regard to case, resources are not.
      actions.some((action) => fits(action.toLowerCase(), call.action.toLowerCase())) &&
      resources.some((resource) => fits(resource, call.resource)) &&
      Object.entries(conditions).every(([operator, keys]) =>
        Object.entries(keys).every(([key, wanted]) => holds(operator, wanted, call.context[key])),
      ),
  );
}

type Compare = (wanted: string, value: string) => boolean;

const comparisons: Readonly<Record<string, { readonly compare: Compare; readonly negated: boolean }>> = {
  StringEquals: { compare: (wanted, value) => wanted === value, negated: false },
  StringNotEquals: { compare: (wanted, value) => wanted === value, negated: true },
  StringLike: { compare: (wanted, value) => fits(wanted, value), negated: false },
  StringNotLike: { compare: (wanted, value) => fits(wanted, value), negated: true },
};

/**
 * Whether one operator of a condition holds. `ForAllValues` also holds where the request has no such key at all,
 * `ForAnyValue` does not; a plain negated operator holds for a missing key, any other does not.
 * Source: docs.aws.amazon.com/IAM/latest/UserGuide "Set operators for multivalued context keys" (read 2026-11).
 *
 * @throws Error for an operator that is not known here
 */
function holds(operator: string, wanted: readonly string[], values: readonly string[] | undefined): boolean {
  const [set, name] = operator.includes(":") ? operator.split(":") : [undefined, operator];
  const known = comparisons[name ?? ""];
  if (!known) throw new Error(`the operator ${operator} is not known`);
  const one = (value: string) => wanted.some((pattern) => known.compare(pattern, value)) !== known.negated;
  if (set === "ForAllValues") return (values ?? []).every(one);
  if (set === "ForAnyValue") return (values ?? []).some(one);
  if (set !== undefined) throw new Error(`the set operator ${set} is not known`);
  return values === undefined ? known.negated : values.every(one);
}

/** `*` is any text, also none and also with slashes; `?` is one letter. */
function fits(pattern: string, text: string): boolean {
  let regions = [0];
  for (const letter of pattern) {
    if (letter === "*") {
      const from = Math.min(...regions);
      regions = Array.from({ length: text.length - from + 1 }, (_, at) => from + at);
    } else regions = regions.filter((at) => at < text.length && (letter === "?" || text[at] === letter)).map(next);
    if (regions.length === 0) return false;
  }
  return regions.includes(text.length);
}

function next(at: number): number {
  return at + 1;
}
